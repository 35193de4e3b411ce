package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {

  @Test
  void neverShowsThePassword() {
    assertThat(RedisOptions.of("redis://user:secret@redis.example:6380/3"))
        .asString()
        .contains("redis://redis.example:6380/3")
        .doesNotContain("secret");
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
