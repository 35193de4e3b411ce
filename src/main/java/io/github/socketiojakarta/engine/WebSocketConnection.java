package io.github.socketiojakarta.engine;

/**
 * An open WebSocket, the container's side. The engine has at most one send in flight; callbacks may
 * come on any thread, also before the sending method returns.
 */
public interface WebSocketConnection {

  /** Told once how a send ended. */
  @FunctionalInterface
  interface SendCallback {

    /**
     * The send is over.
     *
     * @param failure null if it went well
     */
    void onSent(Throwable failure);
  }

  /**
   * Begins to send a text frame. Does not block.
   *
   * @param text the text
   * @param callback told when it is written
   */
  void sendText(String text, SendCallback callback);

  /**
   * Begins to send a binary frame. Does not block.
   *
   * @param bytes the bytes, not changed
   * @param callback told when it is written
   */
  void sendBinary(byte[] bytes, SendCallback callback);

  /**
   * Sends a close frame and ends the connection. Harmless if it has ended.
   *
   * @param code the status code, {@link #NO_STATUS} for a frame without one
   */
  void close(int code);

  /** A close frame without a status. */
  int NO_STATUS = 1005;
}
