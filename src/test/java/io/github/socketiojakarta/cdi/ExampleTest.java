package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The example of the documentation. */
class ExampleTest {

  public record Message(String id, String room, String text) {}

  public record Receipt(String id) {}

  @ApplicationScoped
  @SocketNamespace("/chat")
  public static class Chat {
    @Inject
    @Of("/chat")
    Namespace chat;

    @OnConnect
    void connected(Socket socket) {
      socket.join("lobby");
    }

    @OnEvent("message")
    Receipt message(Socket socket, Message message) {
      chat.to(message.room()).emit("message", message);
      return new Receipt(message.id());
    }

    @OnDisconnect
    void left(Socket socket, DisconnectReason reason) {}
  }

  @Test
  void passesAMessageToTheRoomAndAcknowledges() {
    try (TestApplication application = TestApplication.of(Chat.class)) {
      TestApplication.Client ada = application.connect("/chat");
      TestApplication.Client bob = application.connect("/chat");
      String message = "{\"id\":\"1\",\"room\":\"lobby\",\"text\":\"hi\"}";
      // Bob is in the room as soon as his bean has seen an event behind the connection.
      bob.emit(1, "[\"message\",{\"id\":\"0\",\"room\":\"nowhere\"}]");
      bob.ack(1);

      ada.emit(5, "[\"message\"," + message + "]");

      assertThat(bob.event()).isEqualTo("[\"message\"," + message + "]");
      assertThat(ada.event()).isEqualTo("[\"message\"," + message + "]");
      assertThat(ada.ack(5)).isEqualTo("[{\"id\":\"1\"}]");
    }
  }
}
