package io.github.socketiojakarta.server;

/** Answers an event. Safe for use by many threads; only the first answer goes out. */
public interface Ack {

  /**
   * Sends the answer. Without effect if none was asked for, it was given already, or the client has
   * gone.
   *
   * @param args the arguments of the answer; of one to another node the first counts
   */
  void send(Object... args);

  /**
   * Whether an answer was asked for.
   *
   * @return true if {@link #send} can have an effect
   */
  boolean isRequested();
}
