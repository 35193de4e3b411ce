package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes ask each other on a Redis Cluster whose servers die and whose slots move. */
class ChannelsClusterIT {

  private static RedisOptions options(RedisCluster cluster, boolean sharded) {
    return RedisOptions.builder(
            RedisAccess.builder().cluster(cluster.uris()).timeout(Duration.ofSeconds(1)).build())
        .blockTime(Duration.ofMillis(500))
        .useShardedPubSub(sharded)
        .build();
  }

  private static String[] namespaces() {
    return IntStream.range(0, 8).mapToObj(i -> "/nsp" + i).toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allAnswerWhereverTheyAreSubscribed(boolean sharded) {
    try (RedisCluster cluster = RedisCluster.started(3, 1);
        AskNode a = AskNode.started("a", options(cluster, sharded), namespaces());
        AskNode b = AskNode.started("b", options(cluster, sharded), namespaces());
        AskNode c = AskNode.started("c", options(cluster, sharded), namespaces())) {
      for (String nsp : namespaces()) {
        assertThat(a.adapter.serverCount(nsp)).succeedsWithin(TestNode.PATIENCE).isEqualTo(3);
        AskNode.Asked asked = c.fetchSockets(nsp);
        assertDone(asked);
        assertThat(asked.responses())
            .containsExactlyInAnyOrder(AskNode.sockets(a.name), AskNode.sockets(b.name));
      }
    }
  }

  @Test
  void followsChannelsWhoseSlotsAreMoved() {
    try (RedisCluster cluster = RedisCluster.started(3, 0);
        AskNode a = AskNode.started("a", options(cluster, true), "/");
        AskNode b = AskNode.started("b", options(cluster, true), "/")) {
      List<String> channels =
          cluster.servers().stream()
              .flatMap(server -> server.client().pubsubShardChannels().stream())
              .toList();
      assertThat(channels).hasSize(3).contains("socket.io#/#");
      for (String channel : channels) {
        RedisServer from = cluster.ownerOf(channel);
        RedisServer to = cluster.beginMigration(channel);
        assertAsked(a, "b");
        cluster.endMigration(channel, to);
        TestNode.await(
            "subscription at the new server",
            () -> to.client().pubsubShardChannels().contains(channel));
        TestNode.await(
            "both",
            () -> to.client().pubsubShardNumsub(channel).get(channel) >= subscribers(channel));
        assertThat(from.client().pubsubShardChannels()).doesNotContain(channel);
        a.awaitReady();
        b.awaitReady();
        assertAsked(a, "b");
        assertAsked(b, "a");
      }
    }
  }

  private static long subscribers(String channel) {
    return channel.equals("socket.io#/#") ? 2 : 1;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnWhenAMasterIsKilled(boolean sharded) {
    try (RedisCluster cluster = RedisCluster.started(3, 1);
        AskNode a = AskNode.started("a", options(cluster, sharded), namespaces());
        AskNode b = AskNode.started("b", options(cluster, sharded), namespaces())) {
      String channel = "socket.io#/nsp0#";
      RedisServer killed = cluster.ownerOf(channel);
      killed.kill();
      cluster.awaitPromotion(channel, killed);
      for (String nsp : namespaces()) {
        TestNode.await("both in " + nsp, () -> isAnswered(a, nsp) && isAnswered(b, nsp));
      }
      a.awaitReady();
      b.awaitReady();
      for (String nsp : namespaces()) {
        AskNode.Asked asked = a.fetchSockets(nsp);
        assertDone(asked);
        assertThat(asked.responses()).containsExactly(AskNode.sockets("b"));
      }
    }
  }

  private static boolean isAnswered(AskNode node, String nsp) {
    AskNode.Asked asked = node.fetchSockets(nsp);
    try {
      asked.call().done().toCompletableFuture().get(5, SECONDS);
      return asked.responses().size() == 1;
    } catch (Exception notYet) {
      asked.call().giveUp();
      return false;
    }
  }

  private static void assertAsked(AskNode node, String other) {
    AskNode.Asked asked = node.fetchSockets("/");
    assertDone(asked);
    assertThat(asked.responses()).containsExactly(AskNode.sockets(other));
  }

  private static void assertDone(AskNode.Asked asked) {
    assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
  }
}
