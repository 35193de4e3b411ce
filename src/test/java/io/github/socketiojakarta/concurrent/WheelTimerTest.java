package io.github.socketiojakarta.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real timer on a real executor: nothing comes too early, and everything comes. */
@org.junit.jupiter.api.Timeout(30)
class WheelTimerTest {

  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  private final WheelTimer timer = new WheelTimer(executor);

  @AfterEach
  void stop() {
    timer.close();
    executor.shutdownNow();
  }

  @Test
  void runsATaskNotBeforeItsTime() throws InterruptedException {
    long start = System.nanoTime();
    long[] ran = new long[1];
    CountDownLatch done = new CountDownLatch(1);
    timer.schedule(
        Duration.ofMillis(150),
        () -> {
          ran[0] = System.nanoTime();
          done.countDown();
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran[0] - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(150));
  }

  @Test
  void runsTasksInTheOrderOfTheirTimes() throws InterruptedException {
    boolean asMeant = false;
    while (!asMeant) { // on a busy machine the later ones may be asked for too late
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch done = new CountDownLatch(4);
      long start = System.nanoTime();
      for (int delay : new int[] {300, 100, 200, 0}) {
        timer.schedule(
            Duration.ofMillis(delay),
            () -> {
              order.add(delay);
              done.countDown();
            });
      }
      asMeant = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(80);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      if (asMeant) {
        assertThat(order).containsExactly(0, 100, 200, 300);
      }
    }
  }

  @Test
  void runsEachOfManyTasksOnce() throws InterruptedException {
    int tasks = 20_000;
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      timer.schedule(
          Duration.ofMillis(i % 500),
          () -> {
            ran.incrementAndGet();
            done.countDown();
          });
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(tasks);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void forgetsACancelledTaskAtOnce() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    Timer.Timeout first = timer.schedule(Duration.ofMillis(50), ran::incrementAndGet);
    CountDownLatch done = new CountDownLatch(1);
    timer.schedule(Duration.ofMillis(150), done::countDown);
    assertThat(timer.waiting()).isEqualTo(2);
    first.cancel();
    first.cancel();
    assertThat(timer.waiting()).isEqualTo(1);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(0);
  }

  @Test
  void doesNotRunATaskThatAnotherOneOfTheSameTickCancels() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    Timer.Timeout[] second = new Timer.Timeout[1];
    timer.schedule(Duration.ofMillis(60), () -> second[0].cancel());
    second[0] = timer.schedule(Duration.ofMillis(60), ran::incrementAndGet);
    timer.schedule(Duration.ofMillis(150), done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    // When the two fell into different ticks the second was cancelled before; else within.
    assertThat(ran).hasValue(0);
  }

  @Test
  void outlivesATaskThatFails() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(2);
    timer.schedule(
        Duration.ZERO,
        () -> {
          throw new AssertionError("of the application");
        });
    timer.schedule(Duration.ZERO, done::countDown);
    timer.schedule(Duration.ofMillis(60), done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void waitsForMoreThanATurnOfTheWheel() throws InterruptedException {
    WheelTimer quick = new WheelTimer(executor, Duration.ofMillis(1));
    Duration twoTurns = Duration.ofMillis(2 * WheelTimer.SLOTS);
    long start = System.nanoTime();
    long[] ran = new long[1];
    CountDownLatch done = new CountDownLatch(1);
    quick.schedule(
        twoTurns,
        () -> {
          ran[0] = System.nanoTime();
          done.countDown();
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran[0] - start).isGreaterThanOrEqualTo(twoTurns.toNanos());
    quick.close();
  }

  @Test
  void catchesUpAfterAPauseOfMoreThanATurn() throws InterruptedException {
    WheelTimer quick = new WheelTimer(executor, Duration.ofMillis(1));
    int tasks = 1_500; // in every slot
    CountDownLatch done = new CountDownLatch(tasks);
    quick.schedule(
        Duration.ZERO,
        () -> {
          long end = System.nanoTime() + Duration.ofMillis(2 * WheelTimer.SLOTS).toNanos();
          while (System.nanoTime() < end) {
            Thread.onSpinWait(); // the timer's thread is held up
          }
        });
    for (int i = 0; i < tasks; i++) {
      quick.schedule(Duration.ofMillis(i), done::countDown);
    }
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(quick.waiting()).isZero();
    quick.close();
  }

  @Test
  void schedulesFromItsTasks() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(10);
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          done.countDown();
          timer.schedule(Duration.ofMillis(1), again[0]);
        };
    again[0].run();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void goesQuietAndWakesUp() throws InterruptedException {
    for (int round = 0; round < 3; round++) {
      CountDownLatch done = new CountDownLatch(1);
      timer.schedule(Duration.ofMillis(10), done::countDown);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      while (timer.ticking()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void runsNothingAfterItWasClosed() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    Timer.Timeout before = timer.schedule(Duration.ofMillis(40), ran::incrementAndGet);
    timer.close();
    timer.schedule(Duration.ZERO, ran::incrementAndGet);
    before.cancel();
    CountDownLatch later = new CountDownLatch(1);
    executor.schedule(later::countDown, 150, TimeUnit.MILLISECONDS);
    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(0);
    assertThat(timer.waiting()).isZero();
    assertThat(timer.ticking()).isFalse();
  }

  @Test
  void closesWhenTheExecutorTakesNothingMore() {
    executor.shutdownNow();
    timer.schedule(Duration.ZERO, () -> {});
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void servesManyThreads() throws InterruptedException {
    int threads = 4;
    int each = 5_000;
    CountDownLatch ran = new CountDownLatch(threads * each / 2);
    AtomicInteger cancelledRan = new AtomicInteger();
    Thread[] callers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      callers[t] =
          new Thread(
              () -> {
                for (int i = 0; i < each / 2; i++) {
                  timer.schedule(Duration.ofMillis(i % 100), ran::countDown);
                  timer.schedule(Duration.ofSeconds(60), cancelledRan::incrementAndGet).cancel();
                }
              });
      callers[t].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelledRan).hasValue(0);
    assertThat(timer.waiting()).isZero();
  }
}
