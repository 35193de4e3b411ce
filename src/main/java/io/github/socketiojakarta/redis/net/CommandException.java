package io.github.socketiojakarta.redis.net;

import io.github.socketiojakarta.protocol.SocketIoException;

/** A command was not executed, or nobody knows whether it was; the message says why. */
public final class CommandException extends SocketIoException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception; the cause is null if there is nothing to add. */
  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
