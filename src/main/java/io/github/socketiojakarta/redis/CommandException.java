package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.protocol.SocketIoException;

/** A command was not executed, or nobody knows whether it was; the message says why. */
final class CommandException extends SocketIoException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception; the cause is null if there is nothing to add. */
  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
