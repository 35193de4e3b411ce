package io.github.socketiojakarta.redis.net;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before the next attempt: twice as long each time, within bounds, less a random
 * part so that the nodes of a cluster do not come back all at once.
 *
 * <p>For one thread at a time.
 */
public final class Backoff {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private long next = FIRST_NANOS;

  /** The next wait, nanoseconds. */
  public long nextNanos() {
    long wait = next / 2 + ThreadLocalRandom.current().nextLong(next / 2);
    next = Math.min(next * 2, MOST_NANOS);
    return wait;
  }

  /** Starts over: something worked. */
  public void reset() {
    next = FIRST_NANOS;
  }
}
