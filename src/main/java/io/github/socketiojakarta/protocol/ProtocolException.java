package io.github.socketiojakarta.protocol;

/**
 * A peer broke the Engine.IO or the Socket.IO protocol. The message is the one Node's decoder gives
 * where it has one; the usual reaction is to close the connection.
 */
public final class ProtocolException extends SocketIoException {

  /**
   * Makes an exception.
   *
   * @param message which rule was broken
   */
  public ProtocolException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message which rule was broken
   * @param cause the parser's own complaint
   */
  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
