package io.github.socketiojakarta.server;

/**
 * Looks at every socket that wants to join a namespace, before it does. Runs on a managed thread
 * and may block.
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Lets a socket pass by returning.
   *
   * @param socket not joined yet
   * @throws ConnectException to refuse it with a CONNECT_ERROR; any other exception refuses it too,
   *     with its message
   * @throws Exception whatever else goes wrong
   */
  void accept(Socket socket) throws Exception;
}
