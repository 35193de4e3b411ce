package io.github.socketiojakarta.engine;

/**
 * What a container tells the engine about an open WebSocket: frames one at a time and in order,
 * then the end once.
 */
public interface WebSocketHandler {

  /**
   * A whole text message came.
   *
   * @param text the text
   */
  void onText(String text);

  /**
   * A whole binary message came.
   *
   * @param bytes the bytes; the engine keeps them
   */
  void onBinary(byte[] bytes);

  /**
   * The container could not go on with the connection: a protocol violation, a message too large,
   * an I/O error.
   *
   * @param error what happened
   */
  void onError(Throwable error);

  /** The connection has ended. */
  void onClose();
}
