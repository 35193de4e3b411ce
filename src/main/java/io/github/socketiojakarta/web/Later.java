package io.github.socketiojakarta.web;

import java.time.Duration;

/** Runs a short task after a while; the engine's timer seen from here. */
@FunctionalInterface
interface Later {

  /**
   * Runs a task once.
   *
   * @param delay from now
   * @param task must not block
   */
  void run(Duration delay, Runnable task);
}
