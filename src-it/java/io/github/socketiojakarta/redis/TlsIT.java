package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.redis.net.RedisTls;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import io.github.socketiojakarta.testing.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS with a private authority. */
class TlsIT {

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates() {
    certificates = TestCertificates.create();
  }

  @AfterAll
  static void removeCertificates() {
    certificates.close();
  }

  private static RedisTls tls(boolean ca, boolean client, RedisTls.Verify verify) {
    return new RedisTls(
        file(ca, "ca.pem"),
        file(client, "client.pem"),
        file(client, "client.key"),
        Optional.ofNullable(verify));
  }

  private static Optional<Path> file(boolean present, String name) {
    return present ? Optional.of(certificates.file(name)) : Optional.empty();
  }

  private static RedisAccess access(int port, RedisTls tls) {
    return RedisAccess.builder()
        .uri("rediss://127.0.0.1:" + port)
        .tls(tls)
        .timeout(Duration.ofSeconds(5))
        .build();
  }

  /** What becomes of the first connection; empty if it can be had. */
  private static Optional<Throwable> failure(RedisAccess access) throws Exception {
    try (Redis redis = Redis.of(access, Optional.empty())) {
      redis
          .ownerOf("x")
          .thenCompose(redis::connect)
          .thenCompose(connection -> connection.async().ping())
          .get(30, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Optional.of(cause);
    }
  }

  @Test
  void checksWhoSignedTheServersCertificate() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer redis =
        RedisServer.started(Optional.empty(), certificates.settings(port, "server"))) {
      assertThat(failure(access(port, tls(true, false, null)))).isEmpty();
      assertThat(failure(access(port, RedisTls.DEFAULTS)).orElseThrow())
          .hasMessageContaining("unable to find valid certification path");
      assertThat(failure(access(port, tls(false, false, RedisTls.Verify.NONE)))).isEmpty();
      assertThat(redis.client().info("stats")).contains("total_connections_received");
    }
  }

  @Test
  void checksThatTheCertificateNamesTheHost() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer redis =
        RedisServer.started(Optional.empty(), certificates.settings(port, "stranger"))) {
      assertThat(failure(access(port, tls(true, false, null))).orElseThrow())
          .hasMessageContaining("127.0.0.1");
      assertThat(failure(access(port, tls(true, false, RedisTls.Verify.CA)))).isEmpty();
      assertThat(redis.isRunning()).isTrue();
    }
  }

  @Test
  void showsItsOwnCertificate() throws Exception {
    int port = RedisServer.freePort();
    List<String> settings = new ArrayList<>(certificates.settings(port, "server"));
    settings.addAll(List.of("--tls-auth-clients", "yes"));
    try (RedisServer redis = RedisServer.started(Optional.empty(), settings)) {
      assertThat(failure(access(port, tls(true, false, null)))).isPresent();
      assertThat(failure(access(port, tls(true, true, null)))).isEmpty();
      RedisOptions options = RedisOptions.builder(access(port, tls(true, true, null))).build();
      try (TestNode a = TestNode.started(options);
          TestNode b = TestNode.started(options)) {
        a.emit("hello");
        b.awaitDeliveries(1);
        assertThat(b.texts()).containsExactly("hello");
        assertThat(redis.client().clientList())
            .contains("laddr=127.0.0.1:" + port)
            .contains("name=socketio");
      }
    }
  }

  @Test
  void reachesEveryServerOfAClusterOverTls() {
    try (RedisCluster cluster = RedisCluster.startedTls(3, certificates)) {
      RedisAccess access =
          RedisAccess.builder()
              .cluster(cluster.tlsUris())
              .tls(tls(true, false, null))
              .timeout(Duration.ofSeconds(5))
              .build();
      try (TestNode a = TestNode.started(RedisOptions.builder(access).build());
          TestNode b = TestNode.started(RedisOptions.builder(access).build())) {
        a.emit("hello");
        b.awaitDeliveries(1);
        assertThat(b.texts()).containsExactly("hello");
        assertThat(cluster.servers())
            .allSatisfy(
                server ->
                    assertThat(server.client().clientList().lines())
                        .filteredOn(line -> line.contains("laddr=127.0.0.1:" + server.port()))
                        .as("without TLS only the fixture's own")
                        .noneMatch(line -> line.contains("name=socketio")));
      }
    }
  }
}
