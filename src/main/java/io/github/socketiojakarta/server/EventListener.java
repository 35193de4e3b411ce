package io.github.socketiojakarta.server;

/**
 * Takes an event of one socket. Runs on a managed thread, one call at a time per socket and in
 * order; may block.
 */
@FunctionalInterface
public interface EventListener {

  /**
   * Takes an event.
   *
   * @param args its arguments
   * @param ack answers it
   * @throws Exception whatever goes wrong; it is logged and the socket lives on
   */
  void onEvent(Arguments args, Ack ack) throws Exception;
}
