package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The time for an acknowledgement is over. */
public final class AckTimeoutException extends SocketIoException {

  private final transient List<Object> responses;

  /**
   * Makes an exception.
   *
   * @param responses the answers that came in time; plain values, null among them
   */
  public AckTimeoutException(List<Object> responses) {
    super("operation has timed out");
    this.responses = Collections.unmodifiableList(new ArrayList<>(responses));
  }

  /**
   * The answers that came in time.
   *
   * @return plain values, in the order of arrival; null for an answer without arguments
   */
  public List<Object> responses() {
    return responses;
  }
}
