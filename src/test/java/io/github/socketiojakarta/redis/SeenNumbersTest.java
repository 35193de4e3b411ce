package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenNumbersTest {

  private final SeenNumbers seen = new SeenNumbers();

  @Test
  void numbersOfOnePublisherOnlyGrow() {
    assertThat(seen.isNew("a", 1)).isTrue();
    assertThat(seen.isNew("a", 1)).isFalse();
    assertThat(seen.isNew("a", 5)).isTrue();
    assertThat(seen.isNew("a", 4)).isFalse();
    assertThat(seen.isNew("b", 1)).isTrue();
  }

  @Test
  void forgetsThePublisherQuietForLongest() {
    seen.isNew("quiet", 1);
    seen.isNew("busy", 1);
    for (int i = 0; i < 20_000; i++) {
      seen.isNew("other" + i, 1);
      seen.isNew("busy", i + 2);
    }
    assertThat(seen.isNew("busy", 1)).isFalse();
    assertThat(seen.isNew("quiet", 1)).isTrue();
  }
}
