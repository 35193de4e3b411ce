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

/**
 * Redis, or what speaks like it, as a process of ours: the installed one, else the one that
 * embedded-redis brings.
 */
final class RedisProcess implements RedisServer.Host {

  private static final String BUNDLED = "/redis-server-7.0.15-";

  private static final String DATA = "appendonlydir"; // where Redis 7 has it
  private static final String COPY = "copy";

  private final Path directory;
  private final String kind;
  private final List<String> command;
  private Process process;
  private Thread atExit;

  private RedisProcess(Path directory, String kind, List<String> command) {
    this.directory = directory;
    this.kind = kind;
    this.command = List.copyOf(command);
  }

  /**
   * A server on a port.
   *
   * @param program its executable file, or the name of an installed one; Redis if empty
   * @param more settings beside those of {@link RedisServer#settings}
   */
  static RedisProcess server(int port, Path directory, Optional<String> program, List<String> more)
      throws IOException {
    String executable = program.isPresent() ? program.get() : executable(directory);
    List<String> command = new ArrayList<>(List.of(executable));
    command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", directory.toString(), "--daemonize", "no"));
    command.addAll(RedisServer.settings());
    command.addAll(more);
    return new RedisProcess(directory, "process " + executable, command);
  }

  /** A sentinel with a configuration, which it writes to. */
  static RedisProcess sentinel(Path directory, List<String> configuration) throws IOException {
    String executable = executable(directory);
    Path file = directory.resolve("sentinel.conf");
    Files.write(file, configuration);
    return new RedisProcess(
        directory,
        "sentinel of " + executable,
        List.of(executable, file.toString(), "--sentinel", "--daemonize", "no"));
  }

  private static String executable(Path directory) throws IOException {
    Optional<Path> installed = installed("redis-server");
    return (installed.isPresent() ? installed.get() : unpack(directory)).toString();
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()))
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
  public void kill() throws IOException {
    process.destroyForcibly();
    stop();
  }

  @Override
  public void discard() throws IOException {
    stop();
  }

  @Override
  public void saveData() throws IOException {
    copy(directory.resolve(DATA), directory.resolve(COPY));
  }

  @Override
  public void restoreData() throws IOException {
    copy(directory.resolve(COPY), directory.resolve(DATA));
  }

  /** There are no folders in them. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(to)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
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

  static Optional<Path> installed(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
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
