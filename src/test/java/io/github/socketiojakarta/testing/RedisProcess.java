package io.github.socketiojakarta.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Redis as a process of ours: the installed one, else the one that embedded-redis brings. */
final class RedisProcess implements RedisServer.Host {

  private static final String BUNDLED = "/redis-server-7.0.15-";

  private final int port;
  private final Path directory;
  private final Path executable;
  private final String kind;
  private Process process;
  private Thread atExit;

  RedisProcess(int port, Path directory) throws IOException {
    this.port = port;
    this.directory = directory;
    Optional<Path> installed = installed();
    this.executable = installed.isPresent() ? installed.get() : unpack(directory);
    this.kind = installed.map(path -> "installed " + path).orElse("bundled with embedded-redis");
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public void start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", directory.toString(), "--daemonize", "no"));
    command.addAll(RedisServer.settings());
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
    Process started = process;
    atExit = new Thread(started::destroyForcibly); // a test run that is cut off leaves no server
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public void stop() throws IOException {
    if (process == null) {
      return;
    }
    resume(); // a stopped process would not hear the request to end
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    process = null;
  }

  @Override
  public void discard() throws IOException {
    stop();
  }

  @Override
  public void pause() throws IOException {
    signal("-STOP");
  }

  @Override
  public void resume() throws IOException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException {
    try {
      new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path unpack(Path directory) throws IOException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name =
        BUNDLED
            + (os.contains("mac") ? "darwin" : "linux")
            + "-"
            + (arch.equals("aarch64") ? "arm64" : "amd64");
    Path executable = directory.resolve("redis-server");
    try (InputStream bundled = redis.embedded.RedisServer.class.getResourceAsStream(name)) {
      if (bundled == null) {
        throw new IOException("neither Docker, nor an installed redis-server, nor " + name);
      }
      Files.copy(bundled, executable);
    }
    if (!executable.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + executable);
    }
    return executable;
  }
}
