package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.SocketIoException;

/** Thrown by a {@link Middleware} to refuse a socket; the client sees a {@code connect_error}. */
public final class ConnectException extends SocketIoException {

  private final transient Object data;

  /**
   * Refuses with a message.
   *
   * @param message what the client reads as {@code err.message}
   */
  public ConnectException(String message) {
    this(message, null);
  }

  /**
   * Refuses with a message and details.
   *
   * @param message what the client reads as {@code err.message}
   * @param data what the client reads as {@code err.data}; left out if null
   */
  public ConnectException(String message, Object data) {
    super(message);
    this.data = data;
  }

  /**
   * The details for the client.
   *
   * @return them, or null
   */
  public Object data() {
    return data;
  }
}
