package io.github.socketiojakarta.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for processes. */
final class Waiting {

  private Waiting() {}

  static void until(String what, Duration limit, BooleanSupplier condition) {
    long until = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until >= 0) {
        throw new AssertionError("waited " + limit + " for " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }
}
