package io.github.socketiojakarta.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadExecutorTest {

  private final ThreadExecutor executor = new ThreadExecutor();
  private final List<Object> ran = new ArrayList<>();

  @Test
  void runsInOrderWhatWasAddedBeforeAndAfterItsThreadCame() throws Exception {
    executor.execute(() -> ran.add(1));
    Thread thread = new Thread(executor);
    thread.start();
    executor.execute(() -> ran.add(2));
    CompletableFuture<Thread> last = new CompletableFuture<>();
    executor.execute(() -> last.complete(Thread.currentThread()));
    assertThat(last).succeedsWithin(Duration.ofSeconds(30)).isSameAs(thread);
    assertThat(ran).containsExactly(1, 2);
    executor.close();
    thread.join();
  }

  @Test
  void goesOnAfterATaskThatThrows() {
    executor.execute(
        () -> {
          throw new StackOverflowError("as of a task that recurses");
        });
    executor.execute(() -> ran.add("next"));
    executor.close();
    executor.run();
    assertThat(ran).containsExactly("next");
  }

  @Test
  void finishesWhatItTookBeforeItWasClosedAndTakesNoMore() {
    executor.execute(() -> ran.add(1));
    executor.execute(() -> ran.add(2));
    executor.close();
    assertThatThrownBy(() -> executor.execute(() -> ran.add(3)))
        .isInstanceOf(RejectedExecutionException.class);
    executor.run();
    assertThat(ran).containsExactly(1, 2);
  }

  @Test
  void endsWhenInterruptedAndTakesNoMore() {
    Thread.currentThread().interrupt();
    executor.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> executor.execute(() -> ran.add(1)))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
