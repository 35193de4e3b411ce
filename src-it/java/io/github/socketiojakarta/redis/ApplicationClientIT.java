package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.redis.net.ApplicationClient;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import io.github.socketiojakarta.testing.TestCertificates;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Adapters that share what a Lettuce client of the application's has. */
class ApplicationClientIT {

  private static ClientResources resources() {
    return DefaultClientResources.builder()
        .ioThreadPoolSize(2)
        .computationThreadPoolSize(2)
        .threadFactoryProvider(pool -> new DefaultThreadFactory("application-" + pool, true))
        .build();
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  private static void assertShared(RedisOptions options, ApplicationClient client) {
    long own = threads("socketio-");
    try (TestNode a = TestNode.started(options, client);
        TestNode b = TestNode.started(options, client)) {
      a.emit("hello");
      b.awaitDeliveries(1);
      assertThat(b.texts()).containsExactly("hello");
      assertThat(threads("socketio-")).as("threads of our own").isEqualTo(own);
      assertThat(threads("application-")).isPositive();
    }
  }

  @Test
  void threadsAndOptionsAreSharedAndLeftRunning() throws Exception {
    int port = RedisServer.freePort();
    ClientResources resources = resources();
    try (TestCertificates certificates = TestCertificates.create();
        RedisServer redis =
            RedisServer.started(Optional.empty(), certificates.settings(port, "server"))) {
      RedisURI uri = RedisURI.create("rediss://127.0.0.1:" + port);
      try (RedisClient client = RedisClient.create(resources, uri)) {
        client.setOptions(
            ClientOptions.builder()
                .protocolVersion(ProtocolVersion.RESP2)
                .requestQueueSize(1)
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofMillis(50)))
                .sslOptions(
                    SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(certificates.file("ca.pem").toFile())
                        .build())
                .build());
        StatefulRedisConnection<String, String> connection = client.connect();
        RedisOptions options =
            RedisOptions.builder("rediss://127.0.0.1:" + port)
                .blockTime(Duration.ofMillis(300))
                .build();
        assertShared(options, ApplicationClient.of(client));
        assertThat(client.getOptions().isAutoReconnect()).as("unchanged").isTrue();
        assertThat(connection.sync().ping()).as("still connected").isEqualTo("PONG");
        assertThat(redis.client().clientList()).doesNotContain("name=socketio");
      }
    } finally {
      resources.shutdown(0, 1, TimeUnit.SECONDS).get();
    }
  }

  @Test
  void aClientOfAClusterIsTakenToo() throws Exception {
    ClientResources resources = resources();
    try (RedisCluster cluster = RedisCluster.started(3, 0);
        RedisClusterClient client =
            RedisClusterClient.create(resources, RedisURI.create(cluster.uris().get(0)))) {
      RedisAccess access = RedisAccess.builder().cluster(cluster.uris()).build();
      RedisOptions options = RedisOptions.builder(access).build();
      assertShared(options, ApplicationClient.of(client));
      client.refreshPartitions();
      assertThat(client.getPartitions()).hasSize(3);
    } finally {
      resources.shutdown(0, 1, TimeUnit.SECONDS).get();
    }
  }

  @Test
  void theKindThatFitsIsLookedForFirst() {
    try (RedisClient single = RedisClient.create();
        RedisClusterClient cluster = RedisClusterClient.create("redis://127.0.0.1:1")) {
      List<Object> both = List.of(single, cluster);
      RedisAccess one = RedisAccess.of("redis://127.0.0.1:1");
      RedisAccess many = RedisAccess.builder().cluster(List.of("redis://127.0.0.1:1")).build();
      assertThat(find(one, both)).isSameAs(single.getResources());
      assertThat(find(many, both)).isSameAs(cluster.getResources());
      assertThat(find(many, List.of(single))).isSameAs(single.getResources());
      assertThat(find(one, List.of())).isNull();
    }
  }

  private static ClientResources find(RedisAccess access, List<Object> beans) {
    return ApplicationClient.find(access, type -> beans.stream().filter(type::isInstance).findAny())
        .map(ApplicationClient::resources)
        .orElse(null);
  }
}
