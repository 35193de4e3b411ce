package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;

/**
 * All that a handler method can be given in one call.
 *
 * @param server the server
 * @param namespace the namespace
 * @param socket whom it is about; null if it is about none
 * @param args the arguments of the event; null if it is none
 * @param ack answers the event; null if it is none
 * @param reason why the socket left; null if it did not
 */
record HandlerCall(
    Server server,
    Namespace namespace,
    Socket socket,
    Arguments args,
    Ack ack,
    DisconnectReason reason) {

  static HandlerCall connected(Server server, Socket socket) {
    return new HandlerCall(server, socket.namespace(), socket, null, null, null);
  }

  static HandlerCall event(Server server, Socket socket, Arguments args, Ack ack) {
    return new HandlerCall(server, socket.namespace(), socket, args, ack, null);
  }

  static HandlerCall serverSideEvent(Server server, Namespace namespace, Arguments args, Ack ack) {
    return new HandlerCall(server, namespace, null, args, ack, null);
  }

  static HandlerCall disconnected(Server server, Socket socket, DisconnectReason reason) {
    return new HandlerCall(server, socket.namespace(), socket, null, null, reason);
  }
}
