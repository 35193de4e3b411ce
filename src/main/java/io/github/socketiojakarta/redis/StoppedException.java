package io.github.socketiojakarta.redis;

/** The stream was stopped, and nothing is left to do. */
final class StoppedException extends Exception {

  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped", null, false, false);
  }
}
