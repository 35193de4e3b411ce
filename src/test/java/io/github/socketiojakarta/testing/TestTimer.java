package io.github.socketiojakarta.testing;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.concurrent.WheelTimer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A timer of real time with a thread of its own. */
public final class TestTimer implements Timer, AutoCloseable {

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final WheelTimer timer = new WheelTimer(scheduler);

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    return timer.schedule(delay, task);
  }

  @Override
  public long nanoTime() {
    return timer.nanoTime();
  }

  @Override
  public void close() {
    timer.close();
    scheduler.shutdownNow();
  }
}
