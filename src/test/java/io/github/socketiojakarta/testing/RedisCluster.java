package io.github.socketiojakarta.testing;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of processes on 127.0.0.1: masters that share the slots evenly, each with
 * replicas, a lost one missed after a second.
 *
 * <p>For one thread.
 */
public final class RedisCluster implements AutoCloseable {

  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final Duration MIGRATE_TIME = Duration.ofSeconds(5);

  private final List<RedisServer> servers = new ArrayList<>(); // masters first
  private final Map<RedisServer, String> ids = new HashMap<>();
  private final Map<RedisServer, Integer> tlsPorts = new HashMap<>(); // of those that have one
  private final int masters;

  private RedisCluster(int masters) {
    this.masters = masters;
  }

  /**
   * Starts one.
   *
   * @param masters how many masters, at least three
   * @param replicas how many replicas each of them has
   * @param settings more arguments for each server
   * @return it, all slots served
   */
  public static RedisCluster started(int masters, int replicas, String... settings) {
    return started(Optional.empty(), masters, replicas, Optional.empty(), settings);
  }

  /**
   * Starts one whose servers speak TLS with each other, and with clients.
   *
   * @param masters how many masters, at least three, without replicas
   * @param certificates what they show
   * @return it, all slots served
   */
  public static RedisCluster startedTls(int masters, TestCertificates certificates) {
    return started(Optional.empty(), masters, 0, Optional.of(certificates));
  }

  /**
   * Starts one of Valkey servers.
   *
   * @param masters how many masters, at least three
   * @param replicas how many replicas each of them has
   * @return it, all slots served; empty if there is no Valkey on this machine
   */
  public static Optional<RedisCluster> startedValkey(int masters, int replicas) {
    return RedisServer.valkey()
        .map(program -> started(Optional.of(program), masters, replicas, Optional.empty()));
  }

  private static RedisCluster started(
      Optional<String> program,
      int masters,
      int replicas,
      Optional<TestCertificates> certificates,
      String... settings) {
    RedisCluster cluster = new RedisCluster(masters);
    try {
      cluster.start(program, replicas, certificates, settings);
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void start(
      Optional<String> program,
      int replicas,
      Optional<TestCertificates> certificates,
      String... settings)
      throws IOException {
    int count = masters * (1 + replicas);
    for (int i = 0; i < count; i++) {
      List<String> all = new ArrayList<>(List.of(settings));
      all.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
      // Else the bus is at the port + 10,000, where outgoing connections get theirs.
      all.addAll(List.of("--cluster-port", Integer.toString(RedisServer.freePort())));
      all.addAll(List.of("--repl-diskless-sync-delay", "0"));
      all.addAll(List.of("--cluster-replica-validity-factor", "0"));
      int tlsPort = RedisServer.freePort();
      certificates.ifPresent(c -> all.addAll(c.settings(tlsPort, "server")));
      certificates.ifPresent(c -> all.addAll(List.of("--tls-cluster", "yes")));
      RedisServer server = RedisServer.process(program, Optional.empty(), all);
      servers.add(server);
      certificates.ifPresent(c -> tlsPorts.put(server, tlsPort));
      ids.put(server, server.client().clusterMyId());
      server.client().clusterSetConfigEpoch(i + 1L);
    }
    for (int i = 0; i < masters; i++) {
      int from = i * SlotHash.SLOT_COUNT / masters;
      int to = (i + 1) * SlotHash.SLOT_COUNT / masters - 1;
      cluster(servers.get(i), "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
    }
    for (RedisServer server : servers.subList(1, count)) {
      meet(server);
    }
    Waiting.until("servers that know each other", START_TIME, () -> allSee(":" + count));
    for (int i = masters; i < count; i++) {
      servers.get(i).client().clusterReplicate(ids.get(servers.get(i % masters)));
    }
    Waiting.until("a cluster", START_TIME, () -> allSee("ok"));
    for (int i = 0; i < masters; i++) {
      RedisCommands<String, String> master = servers.get(i).client();
      Waiting.until(
          "replicas",
          START_TIME,
          () -> master.info("replication").split("state=online", -1).length > replicas);
    }
  }

  private boolean allSee(String what) {
    String line = what.startsWith(":") ? "cluster_known_nodes" + what : "cluster_state:" + what;
    return servers.stream().allMatch(s -> s.client().clusterInfo().lines().anyMatch(line::equals));
  }

  /** With the port of the bus, which CLUSTER MEET needs where it is not the usual one. */
  private void meet(RedisServer server) {
    int port = tlsPorts.getOrDefault(server, server.port());
    String bus = server.client().configGet("cluster-port").get("cluster-port");
    cluster(servers.get(0), "MEET", "127.0.0.1", Integer.toString(port), bus);
  }

  /** What Lettuce has no method for. */
  private static void cluster(RedisServer server, String... arguments) {
    CommandArgs<String, String> all = new CommandArgs<>(StringCodec.UTF8);
    List.of(arguments).forEach(all::add);
    server.client().dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), all);
  }

  /**
   * The addresses of all servers.
   *
   * @return masters first, as they were at the start
   */
  public List<String> uris() {
    return servers.stream().map(RedisServer::uri).toList();
  }

  /**
   * The addresses for TLS of all servers that have one.
   *
   * @return in no order
   */
  public List<String> tlsUris() {
    return tlsPorts.values().stream().map(port -> "rediss://127.0.0.1:" + port).toList();
  }

  /**
   * The addresses of all servers as one value of a configuration.
   *
   * @return with commas between
   */
  public String seeds() {
    return uris().stream().collect(Collectors.joining(","));
  }

  /**
   * The servers.
   *
   * @return masters first, as they were at the start
   */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * The master that has a key, as a server that is alive says.
   *
   * @param key a key
   * @return the server
   */
  public RedisServer ownerOf(String key) {
    int slot = SlotHash.getSlot(key);
    for (RedisServer server : servers) {
      if (!server.isRunning()) {
        continue;
      }
      for (Object each : server.client().clusterSlots()) {
        List<?> range = (List<?>) each;
        if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
          long port = (Long) ((List<?>) range.get(2)).get(1);
          return servers.stream().filter(s -> s.port() == port).findFirst().orElseThrow();
        }
      }
    }
    throw new AssertionError("nobody has " + key);
  }

  /**
   * Waits until another server has a key, and is master.
   *
   * @param key a key
   * @param former the server that had it
   * @return the one that has it
   */
  public RedisServer awaitPromotion(String key, RedisServer former) {
    Waiting.until(
        "a new owner of " + key,
        START_TIME,
        () -> {
          RedisServer owner = ownerOf(key);
          return owner != former && owner.client().info("replication").contains("role:master");
        });
    return ownerOf(key);
  }

  /**
   * A replica of a master.
   *
   * @param master one of the servers
   * @return another one
   */
  public RedisServer replicaOf(RedisServer master) {
    String line = "master_port:" + master.port();
    return servers.stream()
        .filter(server -> server != master && server.isRunning())
        .filter(server -> server.client().info("replication").lines().anyMatch(line::equals))
        .findFirst()
        .orElseThrow();
  }

  /** A master that has not a key. */
  private RedisServer otherThan(RedisServer owner) {
    return servers.stream()
        .filter(server -> server != owner && server.isRunning())
        .filter(server -> server.client().info("replication").contains("role:master"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Begins to move the slot of a key: from now on its server asks others for keys it has not.
   *
   * @param key a key
   * @return who it is to be moved to
   */
  public RedisServer beginMigration(String key) {
    int slot = SlotHash.getSlot(key);
    RedisServer from = ownerOf(key);
    RedisServer to = otherThan(from);
    to.client().clusterSetSlotImporting(slot, ids.get(from));
    from.client().clusterSetSlotMigrating(slot, ids.get(to));
    return to;
  }

  /**
   * Moves the key; its slot is still that of the old server.
   *
   * @param key a key that exists
   * @param to what {@link #beginMigration} has chosen
   */
  public void migrateKey(String key, RedisServer to) {
    ownerOf(key)
        .client()
        .migrate(
            "127.0.0.1",
            to.port(),
            0,
            MIGRATE_TIME.toMillis(),
            new MigrateArgs<String>().keys(key).replace());
  }

  /**
   * Gives the slot to its new server.
   *
   * @param key a key of the slot
   * @param to what {@link #beginMigration} has chosen
   */
  public void endMigration(String key, RedisServer to) {
    int slot = SlotHash.getSlot(key);
    RedisServer from = ownerOf(key);
    to.client().clusterSetSlotNode(slot, ids.get(to));
    from.client().clusterSetSlotNode(slot, ids.get(to));
    for (RedisServer server : servers) {
      if (server.isRunning() && server.client().info("replication").contains("role:master")) {
        server.client().clusterSetSlotNode(slot, ids.get(to));
      }
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
