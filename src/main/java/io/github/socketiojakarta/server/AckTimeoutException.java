package io.github.socketiojakarta.server;

import java.util.List;

/** The time for an acknowledgement is over. */
public final class AckTimeoutException extends PartialResponseException {

  /**
   * Makes an exception.
   *
   * @param responses the answers that came in time; plain values, null among them
   */
  public AckTimeoutException(List<Object> responses) {
    super("operation has timed out", responses);
  }
}
