package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.concurrent.Timer;
import java.time.Duration;

/**
 * When to ping a client and when to give it up. One time-out at a time: a deadline that moves away
 * is only written down, and the time-out, when it comes too early, is set anew for the rest.
 *
 * <p>Guarded by the connection's lock.
 */
final class Heartbeat {

  /** What the passing of time asks for. */
  enum Beat {
    /** Nothing yet. */
    NONE,
    /** A ping is due. */
    PING,
    /** The client did not answer. */
    TIMEOUT
  }

  /** As late as a timer may be without being overloaded. */
  private static final long TICK = Duration.ofMillis(50).toNanos();

  private final Timer timer;
  private final long interval;
  private final long patience;
  private final Runnable onTimer;

  private Timer.Timeout armed; // null: none
  private long armedFor; // when it fires, by the timer's clock
  private long deadline;
  private boolean waiting; // for a pong
  private boolean refreshed; // whether this wait was prolonged already

  /**
   * Makes a heartbeat that stands still.
   *
   * @param timer gives the time
   * @param interval from a pong to the next ping
   * @param patience from a ping to its pong
   * @param onTimer has to call {@link #beat()} under the lock
   */
  Heartbeat(Timer timer, Duration interval, Duration patience, Runnable onTimer) {
    this.timer = timer;
    this.interval = interval.toNanos();
    this.patience = patience.toNanos();
    this.onTimer = onTimer;
  }

  /** Begins with an interval. */
  void start() {
    move(interval);
  }

  /** Stops for good. */
  void stop() {
    if (armed != null) {
      armed.cancel();
      armed = null;
    }
  }

  /** Looks at the clock when the time-out has come. */
  Beat beat() {
    if (armed == null || timer.nanoTime() - armedFor < 0) {
      return Beat.NONE; // a time-out that had begun when it was cancelled
    }
    armed = null;
    if (deadline - timer.nanoTime() > 0) {
      arm();
      return Beat.NONE;
    }
    if (waiting) {
      return Beat.TIMEOUT;
    }
    waiting = true;
    refreshed = false;
    // Counted from when the ping was due: the timer's ticks must not add up.
    long late = Math.min(timer.nanoTime() - deadline, TICK);
    move(patience - Math.min(late, patience));
    return Beat.PING;
  }

  /** Whether the time for the pong is over, though the timer has not said so yet. */
  boolean isOver() {
    return waiting && armed != null && deadline - timer.nanoTime() <= 0;
  }

  /** A pong came, asked for or not: the next interval begins. */
  void onPong() {
    waiting = false;
    move(interval);
  }

  /** Another packet came. The first one after a ping shows that the client lives, and counts. */
  void onOther() {
    if (waiting && !refreshed) {
      refreshed = true;
      move(patience);
    }
  }

  private void move(long nanos) {
    deadline = timer.nanoTime() + nanos;
    if (armed != null && deadline - armedFor < 0) {
      armed.cancel();
      armed = null;
    }
    if (armed == null) {
      arm();
    }
  }

  private void arm() {
    armedFor = deadline;
    armed = timer.schedule(Duration.ofNanos(deadline - timer.nanoTime()), onTimer);
  }
}
