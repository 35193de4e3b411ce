package io.github.socketiojakarta.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A master with replicas and three sentinels that notice its loss after a second, all processes on
 * 127.0.0.1.
 *
 * <p>For one thread.
 */
public final class RedisSentinels implements AutoCloseable {

  /** What the sentinels call the master. */
  public static final String MASTER = "mymaster";

  private static final int SENTINELS = 3;
  private static final Duration START_TIME = Duration.ofSeconds(60);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Sentinel> sentinels = new ArrayList<>();
  private RedisClient client;
  private StatefulRedisSentinelConnection<String, String> connection;

  private record Sentinel(int port, Path directory, RedisProcess process) {}

  private RedisSentinels() {}

  /**
   * Starts them, without passwords.
   *
   * @param replicas how many servers there are beside the master
   * @return them, knowing each other
   */
  public static RedisSentinels started(int replicas) {
    return started(replicas, Optional.empty(), Optional.empty());
  }

  /**
   * Starts them.
   *
   * @param replicas how many servers there are beside the master
   * @param password of the servers; none if empty
   * @param sentinelPassword of the sentinels; none if empty
   * @return them, knowing each other
   */
  public static RedisSentinels started(
      int replicas, Optional<String> password, Optional<String> sentinelPassword) {
    RedisSentinels all = new RedisSentinels();
    try {
      all.start(replicas, password, sentinelPassword);
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e instanceof RuntimeException r ? r : new UncheckedIOException((IOException) e);
    }
  }

  private void start(int replicas, Optional<String> password, Optional<String> sentinelPassword)
      throws IOException {
    List<String> soon = List.of("--repl-diskless-sync-delay", "0", "--repl-timeout", "10");
    RedisServer master = RedisServer.started(password, soon);
    servers.add(master);
    for (int i = 0; i < replicas; i++) {
      List<String> settings = new ArrayList<>(soon);
      settings.addAll(List.of("--replicaof", "127.0.0.1 " + master.port()));
      servers.add(RedisServer.started(password, settings));
    }
    Waiting.until(
        "replicas of the master",
        START_TIME,
        () -> master.client().info("replication").split("state=online", -1).length > replicas);
    for (int i = 0; i < SENTINELS; i++) {
      int port = RedisServer.freePort();
      Path directory = Files.createTempDirectory("socketio-sentinel-");
      List<String> lines = new ArrayList<>();
      lines.add("bind 127.0.0.1");
      lines.add("port " + port);
      lines.add("dir " + directory);
      lines.add("sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2");
      lines.add("sentinel down-after-milliseconds " + MASTER + " 1000");
      lines.add("sentinel failover-timeout " + MASTER + " 6000");
      password.ifPresent(p -> lines.add("sentinel auth-pass " + MASTER + " " + p));
      sentinelPassword.ifPresent(
          p -> {
            lines.add("requirepass " + p);
            lines.add("sentinel sentinel-pass " + p);
          });
      RedisProcess process = RedisProcess.sentinel(directory, lines);
      sentinels.add(new Sentinel(port, directory, process));
      process.start();
    }
    RedisURI.Builder first = RedisURI.builder().withHost("127.0.0.1");
    RedisURI uri = first.withPort(sentinels.get(0).port()).build();
    sentinelPassword.ifPresent(p -> uri.setAuthentication(p.toCharArray()));
    client = RedisClient.create();
    Waiting.until("a sentinel", START_TIME, () -> connects(uri));
    Waiting.until("sentinels that know each other", START_TIME, () -> isComplete(replicas));
  }

  private boolean connects(RedisURI uri) {
    try {
      connection = client.connectSentinel(uri);
      return true;
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  private boolean isComplete(int replicas) {
    Map<String, String> master = sentinel().master(MASTER);
    return Integer.parseInt(master.get("num-slaves")) == replicas
        && Integer.parseInt(master.get("num-other-sentinels")) == SENTINELS - 1;
  }

  private RedisSentinelCommands<String, String> sentinel() {
    return connection.sync();
  }

  /**
   * The address of all sentinels.
   *
   * @return for example {@code redis-sentinel://127.0.0.1:21345,127.0.0.1:21346/0#mymaster}
   */
  public String uri() {
    return "redis-sentinel://"
        + sentinels.stream()
            .map(sentinel -> "127.0.0.1:" + sentinel.port())
            .collect(Collectors.joining(","))
        + "/0#"
        + MASTER;
  }

  /**
   * The servers.
   *
   * @return the one that was master at the start, then its replicas
   */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * The ports of the sentinels on 127.0.0.1.
   *
   * @return one for each
   */
  public List<Integer> sentinelPorts() {
    return sentinels.stream().map(Sentinel::port).toList();
  }

  /**
   * Who is master, as a sentinel says.
   *
   * @return one of the servers
   */
  public RedisServer master() {
    InetSocketAddress address = (InetSocketAddress) sentinel().getMasterAddrByName(MASTER);
    return servers.stream()
        .filter(server -> server.port() == address.getPort())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Waits until another server is master, and says so itself.
   *
   * @param former the one that was
   * @return the one that is
   */
  public RedisServer awaitPromotion(RedisServer former) {
    Waiting.until(
        "a new master",
        START_TIME,
        () -> master() != former && master().client().info("replication").contains("role:master"));
    return master();
  }

  /** Has the sentinels choose another master though nothing is wrong. */
  public void failover() {
    sentinel().failover(MASTER);
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
    for (Sentinel sentinel : sentinels) {
      try {
        sentinel.process().discard();
        try (Stream<Path> files = Files.walk(sentinel.directory())) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    servers.forEach(RedisServer::close);
  }
}
