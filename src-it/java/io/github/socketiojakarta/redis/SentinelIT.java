package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.cluster.NodePeer;
import io.github.socketiojakarta.cluster.Settings;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisSentinels;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several nodes on a master whose sentinels replace it. */
class SentinelIT {

  private static final String STREAM = "socket.io";

  private static RedisAccess.Builder access(RedisSentinels redis) {
    return RedisAccess.builder().uri(redis.uri()).timeout(Duration.ofSeconds(1));
  }

  private static RedisOptions options(RedisAccess access) {
    return RedisOptions.builder(access).maxLen(1_000_000).blockTime(Duration.ofMillis(500)).build();
  }

  @Test
  void goesOnWithTheReplicaWhenTheMasterIsKilled() {
    try (RedisSentinels redis = RedisSentinels.started(1)) {
      RedisOptions options = options(access(redis).build());
      try (NodeWitness node =
              new NodeWitness(
                  "node",
                  NodePeer.Client.IOREDIS,
                  Settings.sentinel(
                      RedisSentinels.MASTER,
                      redis.sentinelPorts().stream()
                          .map(port -> "redis://127.0.0.1:" + port)
                          .toList()));
          TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options);
          TestNode c = TestNode.started(options);
          NumberedTraffic traffic = new NumberedTraffic(List.of(a, b, c), 2)) {
        traffic.join(node, 9, 10);
        traffic.awaitMore(500);
        RedisServer killed = redis.master();
        killed.kill();
        RedisServer promoted = redis.awaitPromotion(killed);
        traffic.awaitMore(500);
        traffic.end();
        List<String> stream = NumberedTraffic.inStream(promoted.client(), STREAM);
        traffic.assertNothingLostThatIsIn(stream);
        traffic.assertLinksReplacedAndNothingGivenUp();
        node.assertGoesOn(a, stream);
        Idle.awaitIdle(3, redis.servers());
      }
    }
  }

  @Test
  void losesNothingWhenTheMasterIsReplacedThoughNothingIsWrong() {
    try (RedisSentinels redis =
        RedisSentinels.started(1, Optional.of("secret1"), Optional.of("secret2"))) {
      RedisOptions options =
          options(access(redis).password("secret1").sentinelPassword("secret2").build());
      try (TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options);
          NumberedTraffic traffic = new NumberedTraffic(List.of(a, b), 5)) {
        traffic.awaitMore(200);
        RedisServer demoted = redis.master();
        redis.failover();
        RedisServer promoted = redis.awaitPromotion(demoted);
        traffic.awaitMore(200);
        traffic.end();
        traffic.assertNothingLostThatIsIn(NumberedTraffic.inStream(promoted.client(), STREAM));
        TestNode.await(
            "the demoted one to follow",
            () -> demoted.client().info("replication").contains("master_link_status:up"));
        assertThat(NumberedTraffic.inStream(demoted.client(), STREAM))
            .isEqualTo(NumberedTraffic.inStream(promoted.client(), STREAM));
      }
    }
  }

  /** It comes back when it has been replaced, and is told only then that it is none any more. */
  @Test
  void leavesAMasterThatHangsAndLaterComesBack() {
    try (RedisSentinels redis = RedisSentinels.started(1)) {
      RedisOptions options = options(access(redis).build());
      try (Logged log = Logged.of(StreamLog.class);
          TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options);
          NumberedTraffic traffic = new NumberedTraffic(List.of(a, b), 2)) {
        traffic.awaitMore(200);
        RedisServer hanging = redis.master();
        hanging.pause();
        RedisServer promoted = redis.awaitPromotion(hanging);
        traffic.awaitMore(200);
        hanging.resume();
        traffic.awaitMore(500);
        TestNode.await(
            "the old one to follow",
            () -> hanging.client().info("replication").contains("master_link_status:up"));
        traffic.end();
        List<String> stream = NumberedTraffic.inStream(promoted.client(), STREAM);
        traffic.assertNothingLostThatIsIn(stream);
        assertThat(a.adapter.stats().failed()).isZero();
        assertThat(log.messages())
            .as("it could not be told to forget what was under way")
            .anyMatch(line -> line.contains("127.0.0.1:" + hanging.port() + " was left"));
      }
    }
  }

  @Test
  void isNotFooledByASentinelThatNamesAReplica() {
    try (RedisSentinels redis = RedisSentinels.started(1);
        RedisSentinels other = RedisSentinels.started(0)) {
      // The other's sentinels say that this one is master; it has become a replica since.
      RedisServer stale = other.master();
      stale.client().replicaof("127.0.0.1", redis.master().port());
      String mixed =
          "redis-sentinel://127.0.0.1:"
              + other.sentinelPorts().get(0)
              + ",127.0.0.1:"
              + redis.sentinelPorts().get(0)
              + "/0#"
              + RedisSentinels.MASTER;
      RedisOptions options =
          options(RedisAccess.builder().uri(mixed).timeout(Duration.ofSeconds(1)).build());
      try (TestNode a = TestNode.started(options)) {
        a.emit("hello");
        a.awaitDeliveries(1);
        assertThat(redis.master().client().xlen(STREAM)).isEqualTo(1);
      }
    }
  }
}
