package io.github.socketiojakarta.redis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LookUpTest {

  private final List<CompletableFuture<String>> asked = new ArrayList<>();
  private final LookUp<String> lookUp =
      new LookUp<>(
          () -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          });

  @Test
  void asksOnceForAllThatWait() {
    CompletableFuture<String> one = lookUp.get();
    CompletableFuture<String> two = lookUp.get();
    assertThat(asked).hasSize(1);
    asked.get(0).complete("here");
    assertThat(one).isCompletedWithValue("here");
    assertThat(two).isCompletedWithValue("here");
    assertThat(lookUp.get()).isCompletedWithValue("here");
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksAgainAfterAFailure() {
    CompletableFuture<String> one = lookUp.get();
    asked.get(0).completeExceptionally(new IllegalStateException("no"));
    assertThat(one).isCompletedExceptionally();
    assertThat(lookUp.get()).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aQuestionThatCannotBePutIsAFailure() {
    LookUp<String> broken =
        new LookUp<>(
            () -> {
              throw new IllegalStateException("closed");
            });
    assertThat(broken.get()).isCompletedExceptionally();
    assertThat(broken.get()).isCompletedExceptionally();
  }

  @Test
  void asksAgainWhenForgottenButNotAllTheTime() {
    lookUp.get();
    lookUp.forget(); // somebody is being asked
    lookUp.get();
    assertThat(asked).hasSize(1);
    asked.get(0).complete("here");
    long until = System.nanoTime() + 30_000_000_000L;
    while (asked.size() == 1) {
      assertThat(System.nanoTime()).isLessThan(until);
      lookUp.forget();
      lookUp.get();
    }
    lookUp.forget(); // just now
    assertThat(lookUp.get()).isNotDone();
    assertThat(asked).hasSize(2);
  }
}
