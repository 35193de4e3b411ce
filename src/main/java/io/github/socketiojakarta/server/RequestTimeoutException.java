package io.github.socketiojakarta.server;

import java.util.List;

/** The time for a request to the other nodes is over. */
public final class RequestTimeoutException extends PartialResponseException {

  /**
   * Makes an exception.
   *
   * @param answered how many nodes have answered
   * @param expected how many should have; 0 if that was not even known
   * @param responses what came in time
   */
  RequestTimeoutException(int answered, int expected, List<?> responses) {
    super(
        expected == 0
            ? "timeout reached: the other nodes could not be counted"
            : "timeout reached: only "
                + answered
                + " responses received out of "
                + expected, // Node's words
        responses);
  }
}
