package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.List;

/** The time for an acknowledgement is over. */
public final class AckTimeoutException extends SocketIoException {

  private final transient List<Object> responses;

  /**
   * Makes an exception.
   *
   * @param responses the answers that came in time
   */
  public AckTimeoutException(List<Object> responses) {
    super("operation has timed out");
    this.responses = List.copyOf(responses);
  }

  /**
   * The answers that came in time.
   *
   * @return plain values, in the order of arrival
   */
  public List<Object> responses() {
    return responses;
  }
}
