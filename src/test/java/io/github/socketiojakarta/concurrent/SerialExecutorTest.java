package io.github.socketiojakarta.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One order on many threads. */
@org.junit.jupiter.api.Timeout(30)
class SerialExecutorTest {

  @Test
  void runsTasksInOrderAndNeverTwoAtATime() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      SerialExecutor serial = new SerialExecutor(pool);
      AtomicInteger inside = new AtomicInteger();
      AtomicBoolean overlapped = new AtomicBoolean();
      List<List<Integer>> seen = new ArrayList<>(); // written by the tasks, one at a time
      int threads = 4;
      int each = 2_000;
      CountDownLatch done = new CountDownLatch(threads * each);
      Thread[] callers = new Thread[threads];
      for (int t = 0; t < threads; t++) {
        int caller = t;
        seen.add(new ArrayList<>());
        callers[t] =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    int number = i;
                    serial.execute(
                        () -> {
                          if (inside.incrementAndGet() != 1) {
                            overlapped.set(true);
                          }
                          seen.get(caller).add(number);
                          inside.decrementAndGet();
                          done.countDown();
                        });
                  }
                });
      }
      for (Thread caller : callers) {
        caller.start();
      }
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(overlapped).isFalse();
      for (List<Integer> numbers : seen) {
        assertThat(numbers).hasSize(each).isSorted();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void goesOnAfterATaskThatFails() {
    List<String> ran = new ArrayList<>();
    SerialExecutor serial = new SerialExecutor(Runnable::run);
    serial.execute(
        () -> {
          throw new AssertionError("of the application");
        });
    serial.execute(() -> ran.add("next"));
    assertThat(ran).containsExactly("next");
  }

  @Test
  void runsATaskGivenByATaskAfterIt() {
    List<String> ran = new ArrayList<>();
    SerialExecutor serial = new SerialExecutor(Runnable::run);
    serial.execute(
        () -> {
          serial.execute(() -> ran.add("inner"));
          ran.add("outer");
        });
    assertThat(ran).containsExactly("outer", "inner");
  }

  @Test
  void givesTheThreadBackBetweenBatches() {
    Queue<Runnable> pool = new ArrayDeque<>();
    SerialExecutor busy = new SerialExecutor(pool::add);
    SerialExecutor other = new SerialExecutor(pool::add);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      busy.execute(ran::incrementAndGet);
    }
    AtomicInteger otherRanAt = new AtomicInteger();
    other.execute(() -> otherRanAt.set(ran.get()));
    while (!pool.isEmpty()) {
      pool.poll().run();
    }
    assertThat(ran).hasValue(1_000);
    assertThat(otherRanAt.get()).isLessThan(1_000);
  }

  @Test
  void keepsNoThreadWhileItHasNothingToDo() {
    Queue<Runnable> pool = new ArrayDeque<>();
    SerialExecutor serial = new SerialExecutor(pool::add);
    serial.execute(() -> {});
    pool.poll().run();
    assertThat(pool).isEmpty();
    serial.execute(() -> {});
    assertThat(pool).hasSize(1);
  }

  @Test
  void tellsTheCallerWhenThePoolRefuses() {
    AtomicBoolean open = new AtomicBoolean();
    AtomicInteger ran = new AtomicInteger();
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (!open.get()) {
                throw new RejectedExecutionException("shut down");
              }
              task.run();
            });
    assertThatThrownBy(() -> serial.execute(ran::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
    open.set(true);
    serial.execute(ran::incrementAndGet);
    assertThat(ran).hasValue(1);
  }

  @Test
  void runsWhatItAcceptedAlthoughThePoolShutsDownInBetween() {
    Queue<Runnable> pool = new ArrayDeque<>();
    AtomicBoolean open = new AtomicBoolean(true);
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (!open.get()) {
                throw new RejectedExecutionException("shut down");
              }
              pool.add(task);
            });
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      serial.execute(ran::incrementAndGet);
    }
    open.set(false);
    pool.poll().run();
    assertThat(ran).hasValue(1_000);
  }
}
