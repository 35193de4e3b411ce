package io.github.socketiojakarta.testing;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * A real Redis on 127.0.0.1 for a test: in a container where there is Docker, else the installed
 * {@code redis-server}, else the one bundled with embedded-redis. It keeps its port and its data
 * over {@link #stop} and {@link #start}, and leaves nothing behind when closed.
 *
 * <p>For one thread.
 */
public final class RedisServer implements AutoCloseable {

  /** How a server is run. */
  interface Host {
    void start() throws IOException;

    void stop() throws IOException;

    /** Ends it in the middle of whatever it does. */
    void kill() throws IOException;

    /** Stops it for good, leaving nothing. */
    void discard() throws IOException;

    /** Copies its data while it runs. */
    void saveData() throws IOException;

    /** Puts the copy in the place of its data while it is stopped. */
    void restoreData() throws IOException;

    void pause() throws IOException;

    void resume() throws IOException;

    String kind();
  }

  private static final Duration START_TIME = Duration.ofSeconds(30);

  private final int port;
  private final Optional<String> password;
  private final Path directory;
  private final Host host;
  private RedisClient client;
  private boolean running;
  private StatefulRedisConnection<String, String> connection;

  private RedisServer(int port, Optional<String> password, Path directory, Host host) {
    this.port = port;
    this.password = password;
    this.directory = directory;
    this.host = host;
  }

  /**
   * Makes a server and starts it.
   *
   * @return the server, answering
   */
  public static RedisServer started() {
    RedisServer server = create();
    server.start();
    return server;
  }

  /**
   * Makes a server that is not started yet: its port is refused until then.
   *
   * @return the server
   */
  public static RedisServer create() {
    try {
      int port = freePort();
      Path directory = Files.createTempDirectory("socketio-redis-");
      Host host =
          DockerClientFactory.instance().isDockerAvailable()
              ? new RedisContainer(port)
              : RedisProcess.server(port, directory, Optional.empty(), List.of());
      return announced(new RedisServer(port, Optional.empty(), directory, host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a server as a process with settings of its own.
   *
   * @param password what {@code requirepass} says; none if empty
   * @param settings arguments such as {@code --tls-port}
   * @return the server, answering
   */
  public static RedisServer started(Optional<String> password, List<String> settings) {
    return process(Optional.empty(), password, settings);
  }

  /**
   * Starts a Valkey: the one that the variable {@code VALKEY_SERVER} names, else the installed one.
   *
   * @param settings arguments such as {@code --tls-port}
   * @return the server, answering; empty if there is none on this machine
   */
  public static Optional<RedisServer> startedValkey(String... settings) {
    return valkey()
        .map(program -> process(Optional.of(program), Optional.empty(), List.of(settings)));
  }

  /**
   * Whether there is a Valkey on this machine.
   *
   * @return what {@link #startedValkey} depends on
   */
  public static boolean hasValkey() {
    return valkey().isPresent();
  }

  /** The executable file of Valkey; empty if there is none. */
  static Optional<String> valkey() {
    return Optional.ofNullable(System.getenv("VALKEY_SERVER"))
        .or(() -> RedisProcess.installed("valkey-server").map(Path::toString));
  }

  /** One of several that make up something larger. */
  static RedisServer process(
      Optional<String> program, Optional<String> password, List<String> settings) {
    try {
      int port = freePort();
      Path directory = Files.createTempDirectory("socketio-redis-");
      List<String> all = new ArrayList<>(settings);
      password.ifPresent(p -> all.addAll(List.of("--requirepass", p, "--masterauth", p)));
      Host host = RedisProcess.server(port, directory, program, all);
      RedisServer server = announced(new RedisServer(port, password, directory, host));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisServer announced(RedisServer server) {
    System.out.println("Redis for tests: " + server.host.kind() + " on port " + server.port);
    return server;
  }

  /**
   * Its address.
   *
   * @return for example {@code redis://127.0.0.1:21345}
   */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Its port on 127.0.0.1.
   *
   * @return the same over all starts
   */
  public int port() {
    return port;
  }

  /**
   * Whether it was started, and neither stopped nor killed since.
   *
   * @return also true while it is paused
   */
  public boolean isRunning() {
    return running;
  }

  /** Starts it again with the data it had. */
  public void start() {
    try {
      host.start();
      awaitAnswer();
      running = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shuts it down; its data stay. */
  public void stop() {
    disconnect();
    running = false;
    try {
      host.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its process as {@code kill -9} does; its data are those on disk. */
  public void kill() {
    disconnect();
    running = false;
    try {
      host.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a copy of its data, for {@link #restoreData}. It must not be written to meanwhile. */
  public void saveData() {
    try {
      host.saveData();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts what {@link #saveData} kept in the place of its data; it must be stopped. */
  public void restoreData() {
    try {
      host.restoreData();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops its process in the middle of whatever it does; connections stay open, unanswered. */
  public void pause() {
    try {
      host.pause();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    try {
      host.resume();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has it cut the connections of all clients but the fixture's own.
   *
   * @return how many there were
   */
  public long killClients() {
    return client().clientKill(KillArgs.Builder.typeNormal().skipme(true));
  }

  /**
   * A connection of the fixture's own.
   *
   * @return commands that wait for their answers
   */
  public RedisCommands<String, String> client() {
    if (connection == null) {
      RedisURI uri = RedisURI.create("127.0.0.1", port);
      password.ifPresent(p -> uri.setAuthentication(p.toCharArray()));
      client = RedisClient.create(uri);
      connection = client.connect();
    }
    return connection.sync();
  }

  /**
   * How many commands it has executed, those of the fixture included.
   *
   * @return the number so far
   */
  public long calls() {
    return client()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  private void disconnect() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
      client = null;
      connection = null;
    }
  }

  @Override
  public void close() {
    disconnect();
    try {
      host.discard();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asked without a client, which would leave threads where a test counts them. */
  private void awaitAnswer() throws IOException {
    long until = System.nanoTime() + START_TIME.toNanos();
    while (!answers()) {
      if (System.nanoTime() - until >= 0) {
        throw new IOException(host.kind() + " does not answer on port " + port);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(2);
      return answer[0] == '+' || answer[1] == 'N'; // "+PONG" or "-NOAUTH", not "-LOADING"
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Below the ports that the system gives to outgoing connections, which could take it. */
  /**
   * A port that nobody has now.
   *
   * @return it
   * @throws IOException if none is found
   */
  public static int freePort() throws IOException {
    for (int attempt = 0; attempt < 200; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        // the next one
      }
    }
    throw new IOException("no free port");
  }

  /** What it is started with, wherever it runs. */
  static List<String> settings() {
    return List.of("--appendonly", "yes", "--appendfsync", "always", "--save", "");
  }
}
