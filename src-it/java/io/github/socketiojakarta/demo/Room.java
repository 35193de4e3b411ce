package io.github.socketiojakarta.demo;

import io.github.socketiojakarta.cdi.Of;
import io.github.socketiojakarta.cdi.OnConnect;
import io.github.socketiojakarta.cdi.OnDisconnect;
import io.github.socketiojakarta.cdi.OnEvent;
import io.github.socketiojakarta.cdi.SocketNamespace;
import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The room: whoever opens the page is in it, whichever node the page came from. */
@ApplicationScoped
@SocketNamespace
public class Room {

  /** What a client sends; it chose the id, to know its message again. */
  public record Draft(String id, String text) {}

  /** What everyone gets. */
  public record Message(String id, String from, String node, String text) {}

  /** Where in the cluster's log a message stands. */
  public record Stamp(String id, String offset) {}

  @Inject @Of Namespace room;
  @Inject Node node;
  @Inject Presence presence;

  @OnConnect
  void connected(Socket socket, Handshake handshake) {
    socket.data().put("name", handshake.auth().getOrDefault("name", "someone"));
    socket.emit("welcome", node.name());
    presence.announce();
  }

  /**
   * Passes a message on to everyone. {@code emit} does not wait: while Redis is out of reach the
   * message waits in the node, and the stage completes when it has its place in the log.
   */
  @OnEvent("say")
  void say(Socket socket, Draft draft) {
    String name = socket.data().get("name").toString();
    room.emit("message", new Message(draft.id(), name, node.name(), draft.text()))
        .thenAccept(
            offset ->
                offset.ifPresent(o -> room.emit("stamp", new Stamp(draft.id(), o.toString()))))
        .exceptionally(
            failure -> {
              socket.emit("lost", draft.id());
              return null;
            });
  }

  /** Cuts the line between this node and Redis for five seconds. */
  @OnEvent("cut")
  void cut() {
    node.cutRedis();
  }

  @OnDisconnect
  void disconnected() {
    presence.announce();
  }
}
