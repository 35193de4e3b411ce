package io.github.socketiojakarta.adapter;

import io.github.socketiojakarta.protocol.SocketIoException;

/**
 * A message could not be appended to the cluster's log: too many wait already, its deadline passed,
 * or the log refused it.
 */
public final class PublishException extends SocketIoException {

  /**
   * Makes an exception.
   *
   * @param message why it was given up
   */
  public PublishException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message why it was given up
   * @param cause the last error of the log
   */
  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
