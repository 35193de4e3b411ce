package io.github.socketiojakarta.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One Payara Micro in a process of its own with one WAR at its root: loopback only, console in
 * {@code target/payara-<name>.log}.
 */
final class PayaraMicroNode implements AutoCloseable {

  /** Long, because it starts on a loaded machine of two cores while others do. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * By default it listens on all addresses, for HTTP and for its data grid, which is not wanted.
   */
  private static final String SETTINGS =
      """
      set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1
      set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false
      """;

  private final String name;
  private final int port;
  private final Path console;
  private final Process process;

  /**
   * Starts a node; does not wait for it.
   *
   * @param name its name
   * @param port where HTTP is to be
   * @param properties system properties, so MicroProfile Config too
   * @param war what it serves
   */
  PayaraMicroNode(String name, int port, Map<String, String> properties, Path war) {
    this.name = name;
    this.port = port;
    this.console = WildFly.TARGET.resolve("payara-" + name + ".log");
    Path root = WildFly.TARGET.resolve("payara-" + name);
    try {
      Files.createDirectories(root);
      Path settings = Files.writeString(root.resolve("settings.txt"), SETTINGS);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xms128m", "-Xmx512m", "-Dnode.name=" + name));
      properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(List.of("-jar", WildFly.TARGET.resolve("payara-micro.jar").toString()));
      command.addAll(List.of("--nocluster", "--prebootcommandfile", settings.toString()));
      command.addAll(List.of("--rootdir", root.toString(), "--port", Integer.toString(port)));
      command.addAll(List.of("--deploy", war.toString(), "--contextroot", "/"));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(console.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root of its web application, with a slash at the end. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Waits until it answers to handshakes. */
  PayaraMicroNode awaitDeployed() {
    HttpRequest handshake =
        HttpRequest.newBuilder(uri().resolve("socket.io/?EIO=4&transport=polling")).build();
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(client, handshake)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(name + ": Payara Micro does not serve: see " + console);
      }
    }
    return this;
  }

  private static boolean answers(HttpClient client, HttpRequest request) {
    try {
      Thread.sleep(100);
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Stops it and waits for its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
