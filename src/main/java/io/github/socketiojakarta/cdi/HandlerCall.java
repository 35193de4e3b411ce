package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;

/**
 * All that a handler method can be given in one call.
 *
 * @param server the server
 * @param socket whom it is about
 * @param args the arguments of the event; null if it is none
 * @param ack answers the event; null if it is none
 * @param reason why the socket left; null if it did not
 */
record HandlerCall(Server server, Socket socket, Arguments args, Ack ack, DisconnectReason reason) {

  static HandlerCall connected(Server server, Socket socket) {
    return new HandlerCall(server, socket, null, null, null);
  }

  static HandlerCall event(Server server, Socket socket, Arguments args, Ack ack) {
    return new HandlerCall(server, socket, args, ack, null);
  }

  static HandlerCall disconnected(Server server, Socket socket, DisconnectReason reason) {
    return new HandlerCall(server, socket, null, null, reason);
  }
}
