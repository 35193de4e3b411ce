package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.server.TestServer.Joined;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceTest {

  private final InMemoryAdapter adapter = new InMemoryAdapter();
  private final TestServer server = new TestServer(ServerOptions.DEFAULTS, adapter, Runnable::run);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void isMadeOnceAndRegisteredWithTheAdapter() {
    assertThat(server.io.of("chat")).isSameAs(server.io.of("/chat"));
    assertThat(server.io.of("chat").name()).isEqualTo("/chat");
    assertThatThrownBy(() -> adapter.register("/chat", (message, offset) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theMainOneIsAlwaysThere() {
    assertThat(server.io.sockets()).isSameAs(server.io.of("/"));
    assertThat(server.io.sockets().name()).isEqualTo("/");
    server.open().join("/");
  }

  @Test
  void knowsItsSocketsInTheOrderOfConnecting() {
    Namespace chat = server.io.of("/chat");
    Joined one = server.join("/chat");
    Joined two = server.join("/chat");
    assertThat(chat.sockets()).containsExactly(one.socket(), two.socket());
    assertThat(chat.socket(two.socket().id())).containsSame(two.socket());
    one.client().vanish();
    assertThat(chat.sockets()).containsExactly(two.socket());
    assertThat(chat.socket(one.socket().id())).isEmpty();
    assertThat(chat.socket("nobody")).isEmpty();
  }

  @Test
  void socketsOfOneConnectionAreStrangersToEachOther() {
    server.io.of("/a");
    server.io.of("/b");
    TestClient client = server.open();
    String a = client.join("/a");
    String b = client.join("/b");
    assertThat(a).isNotEqualTo(b);
    Socket first = server.io.of("/a").socket(a).orElseThrow();
    Socket second = server.io.of("/b").socket(b).orElseThrow();
    first.join("room");
    assertThat(second.rooms()).containsExactly(b);
    assertThat(first.conn()).isSameAs(second.conn());
    first.on("x", (args, ack) -> server.note("a"));
    second.on("x", (args, ack) -> server.note("b"));
    client.send("42/b,[\"x\"]", "42/a,[\"x\"]");
    assertThat(server.noted()).containsExactly("b", "a");
  }

  @Test
  void theServersShortcutsAreThoseOfTheMainOne() {
    Joined main = server.join("/");
    Joined custom = server.join("/custom");
    server.io.emit("a");
    server.io.to(main.socket().id()).emit("b");
    server.io.in(main.socket().id()).emit("c");
    server.io.except("x").emit("d");
    server.io.local().emit("e");
    server.io.asVolatile().emit("f");
    server.io.compress(false).emit("g");
    server.io.socketsJoin("r", "s");
    server.io.socketsLeave("s");
    assertThat(main.socket().rooms()).containsExactly(main.socket().id(), "r");
    server.io.disconnectSockets(false);
    assertThat(main.client().frames())
        .containsExactly(
            "42[\"a\"]",
            "42[\"b\"]",
            "42[\"c\"]",
            "42[\"d\"]",
            "42[\"e\"]",
            "42[\"f\"]",
            "42[\"g\"]",
            "41");
    assertThat(custom.client().frames()).isEmpty();
  }

  @Test
  void aFailingConnectionListenerHarmsNobody() {
    server
        .io
        .onConnection(
            socket -> {
              throw new IllegalStateException("for the test");
            })
        .onConnection(socket -> socket.emit("hello"));
    Joined joined = server.join("/");
    assertThat(joined.client().frames()).containsExactly("42[\"hello\"]");
  }

  @Test
  void refusedRequestsAreReported() {
    server.io.onConnectionError(error -> server.note(error.error().code() + " " + error.context()));
    server.io.engine().handle(new TestExchange(Requests.polling("GET", "unknown"), ""));
    assertThat(server.noted()).containsExactly("1 {sid=unknown}");
  }
}
