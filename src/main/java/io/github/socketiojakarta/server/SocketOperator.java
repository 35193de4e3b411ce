package io.github.socketiojakarta.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** How to send one event to one client; each method gives a new operator. Immutable. */
public final class SocketOperator {

  SocketOperator() {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets the deadline for the answer.
   *
   * @param timeout from the moment of the call
   * @return a new operator
   */
  public SocketOperator timeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets the event be dropped if the client cannot take it at once.
   *
   * @return a new operator
   */
  public SocketOperator asVolatile() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says whether the transport may compress the event.
   *
   * @param compress true unless said otherwise
   * @return a new operator
   */
  public SocketOperator compress(boolean compress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event; see {@link Socket#emit}.
   *
   * @param event its name
   * @param args its arguments
   */
  public void emit(String event, Object... args) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event and waits for the answer.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the arguments of the answer, or exceptionally with an {@link
   *     AckTimeoutException}
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    throw new UnsupportedOperationException();
  }
}
