package io.github.socketiojakarta.protocol;

/** The root of every exception that this library throws of its own. */
public class SocketIoException extends RuntimeException {

  /**
   * Makes an exception.
   *
   * @param message what went wrong, in words for the application's developer
   */
  public SocketIoException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what went wrong, in words for the application's developer
   * @param cause what made it go wrong
   */
  public SocketIoException(String message, Throwable cause) {
    super(message, cause);
  }
}
