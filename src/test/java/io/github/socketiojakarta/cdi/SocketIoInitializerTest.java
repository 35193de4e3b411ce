package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.testing.LowPorts;
import io.github.socketiojakarta.testing.UndertowServer;
import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole way from a container's start to a bean. */
class SocketIoInitializerTest {

  @SocketNamespace
  static class Echo {
    @OnEvent("echo")
    String echo(String text) {
      return text;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void restoreConfiguration() {
    System.clearProperty("socketio.path");
    System.clearProperty("socketio.serve");
  }

  @Test
  void servesTheConfiguredPathByBothTransports() throws Exception {
    System.setProperty("socketio.path", "/live");
    // The context begins before CDI does, as on Tomcat and Jetty.
    try (UndertowServer server = new UndertowServer(initializer(), LowPorts.free());
        TestApplication application = TestApplication.of(Echo.class)) {
      String place = "127.0.0.1:" + server.port() + "/live/?EIO=4&transport=";

      assertThat(get("http://" + place + "polling")).startsWith("0{\"sid\":");
      assertThat(echo("ws://" + place + "websocket")).isEqualTo("431[\"hi\"]");
      assertThat(application.server().engine().clientsCount()).isEqualTo(2);
    }
  }

  @Test
  void registersNothingWhereNoSocketsAreServed() throws Exception {
    System.setProperty("socketio.serve", "false");
    try (UndertowServer server = new UndertowServer(initializer(), LowPorts.free())) {
      URI handshake =
          URI.create("http://127.0.0.1:" + server.port() + "/socket.io/?EIO=4&transport=polling");
      assertThat(
              http.send(HttpRequest.newBuilder(handshake).build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void refusesAWrongConfiguration() {
    System.setProperty("socketio.path", "live");

    assertThatThrownBy(() -> new UndertowServer(initializer(), LowPorts.free()).close())
        .hasStackTraceContaining("socketio.path = \"live\": allowed is a path");
  }

  /** As the container finds it. */
  private static ServletContainerInitializer initializer() {
    return ServiceLoader.load(ServletContainerInitializer.class).stream()
        .filter(provider -> provider.type() == SocketIoInitializer.class)
        .findFirst()
        .orElseThrow()
        .get();
  }

  private String get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private String echo(String url) throws Exception {
    CompletableFuture<String> ack = new CompletableFuture<>();
    WebSocket.Listener client =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            socket.request(1);
            String frame = data.toString();
            if (frame.startsWith("0{")) {
              return socket.sendText("40", true);
            }
            if (frame.startsWith("40")) {
              return socket.sendText("421[\"echo\",\"hi\"]", true);
            }
            ack.complete(frame);
            return null;
          }
        };
    http.newWebSocketBuilder().buildAsync(URI.create(url), client).get(20, TimeUnit.SECONDS);
    return ack.get(20, TimeUnit.SECONDS);
  }
}
