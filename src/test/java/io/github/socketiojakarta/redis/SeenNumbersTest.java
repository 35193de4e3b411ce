package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenNumbersTest {

  private final SeenNumbers seen = new SeenNumbers();

  @Test
  void numberIsNewOnce() {
    assertThat(seen.isNew("a", 1)).isTrue();
    assertThat(seen.isNew("a", 1)).isFalse();
    assertThat(seen.isNew("a", 2)).isTrue();
    assertThat(seen.isNew("a", 1)).isFalse();
    assertThat(seen.isNew("b", 1)).isTrue();
  }

  @Test
  void numberThatWasPassedOverIsNewOnce() {
    seen.isNew("a", 1);
    seen.isNew("a", 100);
    for (int number = 2; number < 100; number++) {
      assertThat(seen.isNew("a", number)).isTrue();
      assertThat(seen.isNew("a", number)).isFalse();
    }
    assertThat(seen.isNew("a", 1)).isFalse();
    assertThat(seen.isNew("a", 100)).isFalse();
  }

  @Test
  void numberLongBeforeTheLastCountsAsNoted() {
    for (long last : new long[] {1_025, 5_000, 1L << 40, Long.MAX_VALUE}) {
      String uid = "of " + last;
      seen.isNew(uid, last);
      assertThat(seen.isNew(uid, last - 1_024)).isFalse();
      assertThat(seen.isNew(uid, last - 1_023)).isTrue();
      assertThat(seen.isNew(uid, last - 1_023)).isFalse();
    }
  }

  @Test
  void agreesWithASetOfAllNumbers() {
    Random random = new Random(7);
    Set<Long> all = new HashSet<>();
    long last = 1;
    seen.isNew("a", last);
    all.add(last);
    for (int i = 0; i < 100_000; i++) {
      int step = random.nextInt(random.nextInt(50) == 0 ? 3_000 : 4);
      long number = random.nextBoolean() ? last + step : Math.max(1, last - random.nextInt(1_024));
      last = Math.max(last, number);
      assertThat(seen.isNew("a", number)).isEqualTo(all.add(number));
    }
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
