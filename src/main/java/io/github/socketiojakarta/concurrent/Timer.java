package io.github.socketiojakarta.concurrent;

import java.time.Duration;

/**
 * Runs short tasks later. One timer serves all sockets of a server, with the precision of its tick.
 *
 * <p>Safe for use by many threads, also for callers that hold a lock: no method blocks or runs a
 * task. Tasks run on the timer's own thread and must not block.
 */
public interface Timer {

  /**
   * Runs a task once.
   *
   * @param delay how long from now, at least
   * @param task what to run; an exception it throws is logged and harms no other task
   * @return a handle to cancel it
   */
  Timeout schedule(Duration delay, Runnable task);

  /**
   * The time by this timer's clock, to compare with other readings of it: lets a deadline move
   * without a cancel and a new {@link #schedule} each time.
   *
   * @return nanoseconds from an arbitrary origin, as {@link System#nanoTime()}
   */
  default long nanoTime() {
    return System.nanoTime();
  }

  /** A task that waits for its time. */
  interface Timeout {

    /** Forgets the task if it has not begun; harmless otherwise. */
    void cancel();
  }
}
