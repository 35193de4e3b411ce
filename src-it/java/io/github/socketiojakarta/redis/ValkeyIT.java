package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Valkey, alone and as a cluster. */
class ValkeyIT {

  private static <T> T available(Optional<T> valkey) {
    Assumptions.assumeTrue(
        valkey.isPresent(),
        "no valkey-server is installed (Debian 13; Debian 12 with its backports), nor named by the"
            + " variable VALKEY_SERVER");
    return valkey.orElseThrow();
  }

  private static RedisOptions options(RedisAccess.Builder access) {
    return RedisOptions.builder(access.timeout(Duration.ofSeconds(1)).build())
        .blockTime(Duration.ofMillis(500))
        .build();
  }

  @Test
  void servesNodesAlone() {
    try (RedisServer valkey = available(RedisServer.startedValkey())) {
      RedisOptions options = options(RedisAccess.builder().uri(valkey.uri()));
      try (TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options);
          NumberedTraffic traffic = new NumberedTraffic(List.of(a, b), 1)) {
        assertThat(valkey.client().info("server")).contains("server_name:valkey");
        traffic.awaitMore(200);
        valkey.killClients();
        traffic.awaitMore(200);
        traffic.end();
        List<String> stream = NumberedTraffic.inStream(valkey.client(), "socket.io");
        traffic.assertComplete(stream);
        traffic.assertNothingLostThatIsIn(stream);
        assertThat(a.adapter.stats().reconnects()).isPositive();
      }
    }
  }

  @Test
  void servesNodesAsACluster() {
    try (RedisCluster valkey = available(RedisCluster.startedValkey(3, 1))) {
      RedisOptions options = options(RedisAccess.builder().cluster(valkey.uris()));
      try (TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options);
          NumberedTraffic traffic = new NumberedTraffic(List.of(a, b), 2)) {
        traffic.awaitMore(200);
        RedisServer killed = valkey.ownerOf("socket.io");
        killed.kill();
        RedisServer promoted = valkey.awaitPromotion("socket.io", killed);
        traffic.awaitMore(200);
        traffic.end();
        traffic.assertNothingLostThatIsIn(NumberedTraffic.inStream(promoted.client(), "socket.io"));
      }
    }
  }
}
