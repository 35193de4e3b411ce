package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisOptionsTest {

  @Test
  void readsTheAddress() {
    var uri = RedisOptions.of("rediss://user:secret@redis.example:6380/3?timeout=4s").redisUri();
    assertThat(uri.isSsl()).isTrue();
    assertThat(uri.getHost()).isEqualTo("redis.example");
    assertThat(uri.getPort()).isEqualTo(6380);
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(uri.getTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(RedisOptions.of("redis://localhost").redisUri().getTimeout())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void neverShowsThePassword() {
    assertThat(RedisOptions.of("redis://user:secret@redis.example:6380/3"))
        .asString()
        .contains("redis://redis.example:6380/3")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "http://secret@localhost", "redis://", "redis://:secret@"})
  void refusesWhatIsNoAddressWithoutRepeatingIt(String uri) {
    RedisOptions options = RedisOptions.of(uri);
    assertThatThrownBy(options::redisUri)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://[[user]:password@]host")
        .hasMessageNotContaining("secret");
    assertThat(options).asString().doesNotContain("secret");
  }

  @Test
  void refusesValuesThatCannotWork() {
    assertThatThrownBy(() -> with("s", 0, Duration.ofSeconds(1)))
        .hasMessage("streamCount: is 0, must be at least 1");
    assertThatThrownBy(() -> with("", 1, Duration.ofSeconds(1))).hasMessageContaining("streamName");
    // To Redis, BLOCK 0 means for ever: a connection that died would never be noticed.
    assertThatThrownBy(() -> with("s", 1, Duration.ZERO)).hasMessageContaining("blockTime");
  }

  private static RedisOptions with(String name, int count, Duration blockTime) {
    return RedisOptions.builder("redis://localhost")
        .streamName(name)
        .streamCount(count)
        .maxLen(10)
        .readCount(10)
        .blockTime(blockTime)
        .onlyPlaintext(false)
        .publishMaxPending(10)
        .publishTimeout(Duration.ofSeconds(1))
        .build();
  }
}
