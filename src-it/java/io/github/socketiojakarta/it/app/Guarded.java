package io.github.socketiojakarta.it.app;

import io.github.socketiojakarta.cdi.Of;
import io.github.socketiojakarta.cdi.OnConnect;
import io.github.socketiojakarta.cdi.OnEvent;
import io.github.socketiojakarta.cdi.SocketNamespace;
import io.github.socketiojakarta.server.ConnectException;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.Map;

/** A namespace of its own, which lets in only those who know the word. */
@ApplicationScoped
@SocketNamespace("/guarded")
public class Guarded {

  @Inject
  @Of("/guarded")
  Namespace guarded;

  void start(@Observes Startup startup) {
    guarded.use(
        socket -> {
          if (!"sesame".equals(socket.handshake().auth().get("word"))) {
            throw new ConnectException("wrong word", Map.of("hint", "seeds"));
          }
        });
  }

  @OnConnect
  void connected(Socket socket) {
    socket.emit("inside", socket.namespace().name());
  }

  @OnEvent("shout")
  void shout(String text) {
    guarded.emit("shouted", text);
  }
}
