package io.github.socketiojakarta.redis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAccessTest {

  private static RedisURI uri(RedisAccess access) {
    return access.redisUris().get(0);
  }

  private static RedisCredentials credentials(RedisURI uri) {
    return uri.getCredentialsProvider().resolveCredentials().block();
  }

  @Test
  void readsTheAddressOfOneServer() {
    RedisURI uri = uri(RedisAccess.of("rediss://user:secret@redis.example:6380/3?timeout=4s"));
    assertThat(uri.isSsl()).isTrue();
    assertThat(uri.getHost()).isEqualTo("redis.example");
    assertThat(uri.getPort()).isEqualTo(6380);
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(uri.getTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
    assertThat(uri(RedisAccess.of("redis://localhost")).getTimeout())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void readsTheAddressOfSentinels() {
    RedisAccess access =
        RedisAccess.builder()
            .uri("rediss-sentinel://one:1,two:2/3#mine")
            .username("ada")
            .password("secret1")
            .sentinelUsername("watch")
            .sentinelPassword("secret2")
            .timeout(Duration.ofSeconds(2))
            .build();
    RedisURI uri = uri(access);
    assertThat(uri.getSentinelMasterId()).isEqualTo("mine");
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(credentials(uri).getUsername()).isEqualTo("ada");
    assertThat(credentials(uri).getPassword()).isEqualTo("secret1".toCharArray());
    assertThat(uri.getSentinels()).hasSize(2);
    for (RedisURI sentinel : uri.getSentinels()) {
      assertThat(sentinel.isSsl()).isTrue();
      assertThat(sentinel.getTimeout()).isEqualTo(Duration.ofSeconds(2));
      assertThat(credentials(sentinel).getUsername()).isEqualTo("watch");
      assertThat(credentials(sentinel).getPassword()).isEqualTo("secret2".toCharArray());
    }
    assertThat(access.address()).isEqualTo("rediss-sentinel://one:1,two:2/3#mine");
  }

  @Test
  void completesTheSeedsOfACluster() {
    RedisAccess access =
        RedisAccess.builder()
            .cluster(List.of("redis://one:1", "redis://two:2"))
            .password("secret")
            .clientName("me")
            .build();
    assertThat(access.redisUris()).extracting(RedisURI::getPort).containsExactly(1, 2);
    for (RedisURI seed : access.redisUris()) {
      assertThat(credentials(seed).getPassword()).isEqualTo("secret".toCharArray());
      assertThat(seed.getClientName()).isEqualTo("me");
      assertThat(seed.getTimeout()).isEqualTo(Duration.ofSeconds(10));
    }
    assertThat(access.address()).isEqualTo("redis cluster one:1,two:2");
  }

  @Test
  void theKeyForVerificationOverridesTheAddress() {
    RedisTls tls =
        new RedisTls(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(RedisTls.Verify.CA));
    assertThat(uri(RedisAccess.builder().uri("rediss://a").tls(tls).build()).getVerifyMode())
        .isEqualTo(SslVerifyMode.CA);
    assertThat(uri(RedisAccess.of("rediss://a?verifyPeer=NONE")).getVerifyMode())
        .isEqualTo(SslVerifyMode.NONE);
  }

  @Test
  void neverShowsAPassword() {
    assertThat(RedisAccess.of("redis://user:secret@redis.example:6380/3"))
        .asString()
        .contains("redis://redis.example:6380/3")
        .doesNotContain("secret");
    assertThat(
            RedisAccess.builder()
                .uri("redis-sentinel://one#m")
                .password("secret")
                .sentinelPassword("secret")
                .build())
        .asString()
        .contains("redis-sentinel://one:26379#m")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "http://secret@localhost",
        "redis://",
        "redis://:secret@",
        "redis-sentinel://secret@one",
        "redis-sentinel://#secret"
      })
  void refusesWhatIsNoAddressWithoutRepeatingIt(String uri) {
    assertThatThrownBy(() -> RedisAccess.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://[[user]:password@]host")
        .hasMessageNotContaining("secret");
  }
}
