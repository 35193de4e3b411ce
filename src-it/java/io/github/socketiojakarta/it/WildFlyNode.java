package io.github.socketiojakarta.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One WildFly in a process of its own: own base directory, own ports, loopback only, log in {@code
 * target/wildfly-<name>/log/server.log}. What is deployed is steered by marker files.
 */
final class WildFlyNode implements AutoCloseable {

  /** Long, because a loaded machine of two cores starts two of them at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final String name;
  private final int port;
  private final Path base;
  private final Path console;
  private final Process process;

  /**
   * Starts a node with WARs already in place; does not wait for it.
   *
   * @param name its name, also that of its directory
   * @param port where HTTP is to be
   * @param properties system properties, so MicroProfile Config too
   * @param wars what it deploys when it boots
   */
  WildFlyNode(String name, int port, Map<String, String> properties, Path... wars) {
    this.name = name;
    this.port = port;
    this.base = WildFly.TARGET.resolve("wildfly-" + name);
    this.console = WildFly.TARGET.resolve("wildfly-" + name + ".log");
    WildFly.copyBase(base);
    for (Path war : wars) {
      place(war, war.getFileName().toString());
    }
    // Soft references are dropped at each collection, so that a class loader that is held by caches
    // only is not taken for a leak.
    List<String> jvm =
        new ArrayList<>(
            List.of(
                "-Xms128m", "-Xmx768m", "-XX:SoftRefLRUPolicyMSPerMB=0", "-Dnode.name=" + name));
    properties.forEach((key, value) -> jvm.add("-D" + key + "=" + value));
    jvm.add("-Dlogging.configuration=" + base.resolve("configuration/logging.properties").toUri());
    jvm.add("-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"));
    List<String> args =
        List.of(
            "-Djboss.home.dir=" + WildFly.home(),
            "-Djboss.server.base.dir=" + base,
            "-Djboss.node.name=" + name,
            "-Djboss.tx.node.id=" + name,
            "-Djboss.http.port=" + port,
            "-Djboss.management.http.port=" + Ports.free(),
            "-b=127.0.0.1",
            "-bmanagement=127.0.0.1");
    try {
      process =
          WildFly.java(jvm, "org.jboss.as.standalone", args)
              .redirectOutput(console.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** The root of its web applications, with a slash at the end. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Waits until a WAR is deployed. */
  WildFlyNode awaitDeployed(String war) {
    await("deployment of " + war, () -> Files.exists(marker(war, ".deployed")), war);
    return this;
  }

  /** Copies a WAR, deploys it under a name and waits for that. */
  void deploy(Path war, String as) {
    place(war, as);
    awaitDeployed(as);
  }

  /** Undeploys and waits for that. The WAR stays where it is. */
  void undeploy(String war) {
    try {
      Files.deleteIfExists(marker(war, ".deployed"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("undeployment of " + war, () -> Files.exists(marker(war, ".undeployed")), war);
  }

  private void place(Path war, String as) {
    try {
      Path deployments = Files.createDirectories(base.resolve("deployments"));
      Files.copy(war, deployments.resolve(as), StandardCopyOption.REPLACE_EXISTING);
      for (String old : List.of(".deployed", ".failed", ".undeployed")) {
        Files.deleteIfExists(marker(as, old));
      }
      Files.writeString(marker(as, ".dodeploy"), as);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path marker(String war, String suffix) {
    return base.resolve("deployments").resolve(war + suffix);
  }

  private void await(String what, BooleanSupplier done, String war) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (Files.exists(marker(war, ".failed"))) {
        throw new IllegalStateException(name + ": " + what + " failed: see " + log());
      }
      if (!process.isAlive()) {
        throw new IllegalStateException(name + ": WildFly has ended: see " + console);
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(name + ": " + what + " takes too long: see " + log());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The server's log. */
  Path log() {
    return base.resolve("log").resolve("server.log");
  }

  /** Runs a diagnostic command of the JVM, see {@code jcmd <pid> help}, and gives its output. */
  String jcmd(String... command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid()));
    line.addAll(List.of(command));
    try {
      Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (jcmd.waitFor() != 0) {
        throw new IllegalStateException(line + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Asks it to stop without waiting, so that several can stop at once. */
  void stop() {
    process.destroy();
  }

  /** Stops it and waits for its end. */
  @Override
  public void close() {
    stop();
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
