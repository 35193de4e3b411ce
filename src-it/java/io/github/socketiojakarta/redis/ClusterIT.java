package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.cluster.NodePeer;
import io.github.socketiojakarta.cluster.Settings;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several nodes on a Redis Cluster whose servers die and whose slots move. */
class ClusterIT {

  private static final String STREAM = "socket.io";

  private static RedisOptions options(List<String> seeds) {
    return RedisOptions.builder(
            RedisAccess.builder().cluster(seeds).timeout(Duration.ofSeconds(1)).build())
        .maxLen(1_000_000)
        .blockTime(Duration.ofMillis(500))
        .build();
  }

  @Test
  void findsTheServerOfTheStreamFromAnySeedThatIsAlive() {
    try (RedisCluster cluster = RedisCluster.started(3, 0)) {
      RedisServer owner = cluster.ownerOf(STREAM);
      String other =
          cluster.uris().stream().filter(uri -> !uri.equals(owner.uri())).findFirst().orElseThrow();
      RedisServer dead = RedisServer.create(); // its port is refused
      try (dead;
          TestNode a = TestNode.started(options(List.of(dead.uri(), other)));
          TestNode b = TestNode.started(options(cluster.uris()))) {
        a.emit("from a");
        b.emit("from b");
        a.awaitDeliveries(2);
        b.awaitDeliveries(2);
        assertThat(a.texts()).containsExactlyInAnyOrder("from a", "from b").isEqualTo(b.texts());
        assertThat(owner.client().xlen(STREAM)).isEqualTo(2);
        assertThat(a.adapter.stats().reconnects()).isZero();
      }
    }
  }

  @Test
  void followsTheStreamWhenItsSlotIsMoved() {
    try (RedisCluster cluster = RedisCluster.started(3, 0);
        NodeWitness node =
            new NodeWitness("node", NodePeer.Client.REDIS, Settings.cluster(cluster.uris()));
        TestNode a = TestNode.started(options(cluster.uris()));
        TestNode b = TestNode.started(options(cluster.uris()));
        TestNode silent = TestNode.started(options(cluster.uris()));
        NumberedTraffic traffic = new NumberedTraffic(List.of(a, b, silent), 2, 2)) {
      traffic.join(node, 9, 10);
      traffic.awaitMore(200);
      RedisServer from = cluster.ownerOf(STREAM);
      RedisServer to = cluster.beginMigration(STREAM);
      traffic.awaitMore(200); // the old server still has it
      cluster.migrateKey(STREAM, to);
      traffic.awaitMore(500); // the resharding has stalled
      assertThat(cluster.ownerOf(STREAM)).isNotEqualTo(to);
      cluster.endMigration(STREAM, to);
      traffic.awaitMore(500);
      traffic.end();
      List<String> stream = NumberedTraffic.inStream(to.client(), STREAM);
      traffic.assertComplete(stream);
      traffic.assertNothingLostThatIsIn(stream);
      assertThat(from.client().info("commandstats"))
          .as("lost connections were fenced where they were")
          .containsPattern("cmdstat_client.kill:calls=[1-9]");
      traffic.assertLinksReplacedAndNothingGivenUp();
      node.assertGoesOn(a, stream);
      Idle.awaitIdle(3, cluster.servers());
    }
  }

  @Test
  void goesOnWithTheReplicaWhenTheMasterOfTheStreamIsKilled() {
    try (RedisCluster cluster = RedisCluster.started(3, 1);
        NodeWitness node =
            new NodeWitness("node", NodePeer.Client.IOREDIS, Settings.cluster(cluster.uris()));
        TestNode a = TestNode.started(options(cluster.uris()));
        TestNode b = TestNode.started(options(cluster.uris()));
        TestNode c = TestNode.started(options(cluster.uris()));
        NumberedTraffic traffic = new NumberedTraffic(List.of(a, b, c), 2)) {
      traffic.join(node, 9, 10);
      traffic.awaitMore(500);
      RedisServer killed = cluster.ownerOf(STREAM);
      killed.kill();
      RedisServer promoted = cluster.awaitPromotion(STREAM, killed);
      traffic.awaitMore(500);
      traffic.end();
      List<String> stream = NumberedTraffic.inStream(promoted.client(), STREAM);
      traffic.assertNothingLostThatIsIn(stream);
      traffic.assertLinksReplacedAndNothingGivenUp();
      node.assertGoesOn(a, stream);
      Idle.awaitIdle(3, cluster.servers());
    }
  }

  @Test
  void losesNothingWhenAReplicaTakesOverThoughNothingIsWrong() {
    try (RedisCluster cluster = RedisCluster.started(3, 1);
        TestNode a = TestNode.started(options(cluster.uris()));
        TestNode b = TestNode.started(options(cluster.uris()));
        NumberedTraffic traffic = new NumberedTraffic(List.of(a, b), 2)) {
      traffic.awaitMore(200);
      RedisServer demoted = cluster.ownerOf(STREAM);
      cluster.replicaOf(demoted).client().clusterFailover(false);
      RedisServer promoted = cluster.awaitPromotion(STREAM, demoted);
      traffic.awaitMore(500);
      traffic.end();
      List<String> stream = NumberedTraffic.inStream(promoted.client(), STREAM);
      traffic.assertComplete(stream);
      traffic.assertNothingLostThatIsIn(stream);
    }
  }

  @Test
  void readsEachOfSeveralStreamsWhereItIs() {
    try (RedisCluster cluster = RedisCluster.started(3, 0)) {
      RedisOptions options =
          RedisOptions.builder(RedisAccess.builder().cluster(cluster.uris()).build())
              .streamCount(8)
              .evenStreams(true)
              .blockTime(Duration.ofMillis(500))
              .build();
      List<String> namespaces = List.of("/", "/a", "/b", "/c", "/d", "/e", "/f", "/g");
      try (AskNode a = AskNode.started("a", options, namespaces.toArray(new String[0]));
          AskNode b = AskNode.started("b", options, namespaces.toArray(new String[0]))) {
        for (String nsp : namespaces) {
          a.adapter.publish(
              new ClusterMessage.SocketsJoin(nsp, BroadcastOptions.ALL, Set.of("room")));
        }
        TestNode.await("all", () -> b.messages.size() == namespaces.size());
        assertThat(b.messages).extracting(ClusterMessage::nsp).hasSameElementsAs(namespaces);
        long used =
            cluster.servers().stream()
                .filter(server -> !server.client().keys("socket.io*").isEmpty())
                .count();
        assertThat(used).as("servers with streams").isGreaterThan(1);
      }
    }
  }
}
