package io.github.socketiojakarta.server;

/** Answers an event. Safe for use by many threads; only the first answer goes out. */
public interface Ack {

  /**
   * Sends the answer. Without effect if the client asked for none, was answered already, or has
   * gone.
   *
   * @param args the arguments of the answer
   */
  void send(Object... args);

  /**
   * Whether the client asked for an answer.
   *
   * @return true if {@link #send} can have an effect
   */
  boolean isRequested();
}
