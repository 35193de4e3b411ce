package io.github.socketiojakarta.conformance;

import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** The two namespaces of the Socket.IO suite, by calls instead of annotations. */
@ApplicationScoped
public class Echo {

  @Inject Server server;

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    for (String nsp : List.of("/", "/custom")) {
      server.of(nsp).onConnection(Echo::serve);
    }
  }

  private static void serve(Socket socket) {
    Handshake handshake = socket.handshake();
    socket.emit("auth", handshake.auth());
    socket.on("message", (args, ack) -> socket.emit("message-back", args.toList().toArray()));
    socket.on("message-with-ack", (args, ack) -> ack.send(args.toList().toArray()));
  }
}
