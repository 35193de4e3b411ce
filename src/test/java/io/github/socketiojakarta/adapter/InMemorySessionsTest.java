package io.github.socketiojakarta.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InMemorySessionsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Session SESSION =
      new Session("sid", "pid", new LinkedHashSet<>(List.of("sid", "b", "a")), Map.of("k", "v"));

  private final ManualClock clock = new ManualClock();
  private final InMemoryAdapter adapter = new InMemoryAdapter(clock);

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().getNow(null);
  }

  private Optional<SavedSession> find(String pid) {
    return now(adapter.findSession(pid));
  }

  @Test
  void findsWhatWasSavedAndLeavesIt() {
    assertThat(find("pid")).isEmpty();
    assertThat(adapter.saveSession(SESSION, MINUTE).toCompletableFuture()).isCompleted();
    assertThat(find("pid").orElseThrow().session()).isEqualTo(SESSION);
    assertThat(find("pid").orElseThrow().session().rooms()).containsExactly("sid", "b", "a");
    assertThat(find("other")).isEmpty();
  }

  @Test
  void claimsOnce() {
    adapter.saveSession(SESSION, MINUTE);
    SavedSession found = find("pid").orElseThrow();
    assertThat(now(adapter.claimSession(found))).isTrue();
    assertThat(now(adapter.claimSession(found))).isFalse();
    assertThat(find("pid")).isEmpty();
  }

  @Test
  void doesNotClaimWhatWasReplacedSinceItWasFound() {
    adapter.saveSession(SESSION, MINUTE);
    SavedSession found = find("pid").orElseThrow();
    adapter.saveSession(SESSION, MINUTE);
    assertThat(now(adapter.claimSession(found))).isFalse();
    assertThat(now(adapter.claimSession(find("pid").orElseThrow()))).isTrue();
  }

  @Test
  void oneOfManyClaimantsWins() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    CyclicBarrier barrier = new CyclicBarrier(4);
    try {
      for (int round = 0; round < 200; round++) {
        adapter.saveSession(SESSION, MINUTE);
        SavedSession found = find("pid").orElseThrow();
        List<Future<Boolean>> claims = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          claims.add(
              executor.submit(
                  () -> {
                    barrier.await();
                    return now(adapter.claimSession(found));
                  }));
        }
        int winners = 0;
        for (Future<Boolean> claim : claims) {
          winners += claim.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void forgetsWhenTheTimeIsOver() {
    adapter.saveSession(SESSION, MINUTE);
    clock.advance(MINUTE.minusMillis(1));
    SavedSession found = find("pid").orElseThrow();
    clock.advance(Duration.ofMillis(1));
    assertThat(find("pid")).isEmpty();
    assertThat(now(adapter.claimSession(found))).isFalse();
  }

  @Test
  void keepsOthersWhenItThrowsAwayWhatIsOver() {
    adapter.saveSession(SESSION, Duration.ofMillis(1));
    adapter.saveSession(new Session("s", "long", Set.of(), null), Duration.ofHours(1));
    clock.advance(MINUTE);
    adapter.saveSession(new Session("s", "new", Set.of(), null), MINUTE);
    assertThat(find("pid")).isEmpty();
    assertThat(find("long")).isPresent();
    assertThat(find("new")).isPresent();
  }

  @Test
  void refusesASessionThatIsOverAtOnce() {
    assertThatThrownBy(() -> adapter.saveSession(SESSION, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void extrasHaveNamesOfTheirOwn() {
    assertThatThrownBy(() -> new Session("s", "p", Set.of(), null, Map.of("data", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data");
  }

  private static final class ManualClock extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
