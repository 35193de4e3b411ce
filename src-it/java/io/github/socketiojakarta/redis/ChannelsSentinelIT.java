package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisSentinels;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes ask each other through a master that is replaced. */
class ChannelsSentinelIT {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void askEachOtherThroughTheNewMaster(boolean killed) {
    try (RedisSentinels redis = RedisSentinels.started(1)) {
      RedisOptions options =
          RedisOptions.builder(
                  RedisAccess.builder().uri(redis.uri()).timeout(Duration.ofSeconds(1)).build())
              .blockTime(Duration.ofMillis(500))
              .build();
      try (AskNode a = AskNode.started("a", options, "/");
          AskNode b = AskNode.started("b", options, "/")) {
        assertAsked(a, b);
        RedisServer former = redis.master();
        if (killed) {
          former.kill();
        } else {
          redis.failover();
        }
        RedisServer promoted = redis.awaitPromotion(former);
        TestNode.await("channels", () -> promoted.client().pubsubChannels("socket*").size() == 3);
        a.awaitReady();
        b.awaitReady();
        assertAsked(a, b);
        assertAsked(b, a);
      }
    }
  }

  private static void assertAsked(AskNode node, AskNode other) {
    AskNode.Asked asked = node.fetchSockets("/");
    assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
    assertThat(asked.responses()).containsExactly(AskNode.sockets(other.name));
  }
}
