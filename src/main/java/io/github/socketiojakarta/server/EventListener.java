package io.github.socketiojakarta.server;

/**
 * Takes an event of one socket, or one that the code of other nodes sends to a namespace. Runs on a
 * managed thread, one call at a time per socket or namespace and in order; may block.
 */
@FunctionalInterface
public interface EventListener {

  /**
   * Takes an event.
   *
   * @param args its arguments
   * @param ack answers it
   * @throws Exception whatever goes wrong; it is logged and the next event follows
   */
  void onEvent(Arguments args, Ack ack) throws Exception;
}
