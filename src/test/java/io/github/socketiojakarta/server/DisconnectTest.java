package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.server.TestServer.Joined;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisconnectTest {

  private final TestServer server = new TestServer();

  @BeforeEach
  void watch() {
    server.watch(server.io.sockets());
    server.watch(server.io.of("/custom"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void assertReasons(String... reasons) {
    String[] expected = new String[reasons.length * 2];
    for (int i = 0; i < reasons.length; i++) {
      expected[2 * i] = "disconnecting " + reasons[i] + " 1";
      expected[2 * i + 1] = "disconnect " + reasons[i] + " 0";
    }
    assertThat(server.noted()).containsExactly(expected);
  }

  @Test
  void aClientLeavesOneNamespaceAndKeepsTheOther() {
    TestClient client = server.open();
    client.join("/");
    client.join("/custom");
    server.io.sockets().sockets().forEach(s -> s.on("m", (args, ack) -> s.emit("m", 1)));

    client.send("41/custom", "42[\"m\"]");

    assertThat(client.frames()).containsExactly("42[\"m\",1]");
    assertThat(client.isClosed()).isFalse();
    assertReasons("client namespace disconnect");
    assertThat(server.io.of("/custom").sockets()).isEmpty();
  }

  @Test
  void theServerMakesASocketLeave() {
    Joined joined = server.join("/");
    joined.socket().disconnect();
    joined.socket().disconnect();
    joined.socket().disconnect(true);
    assertThat(joined.client().frames()).containsExactly("41");
    assertThat(joined.client().isClosed()).isFalse();
    assertThat(joined.socket().connected()).isFalse();
    assertReasons("server namespace disconnect");
  }

  @Test
  void theServerClosesTheConnectionWithAWordToEachNamespace() {
    TestClient client = server.open();
    String sid = client.join("/");
    client.join("/custom");
    server.io.sockets().socket(sid).orElseThrow().disconnect(true);
    assertThat(client.frames()).containsExactly("41", "41/custom,");
    assertThat(client.isClosed()).isTrue();
    assertReasons("server namespace disconnect", "server namespace disconnect");
  }

  @Test
  void theClientGoesAway() {
    Joined joined = server.join("/");
    joined.client().vanish();
    assertReasons("transport close");
    assertThat(joined.socket().connected()).isFalse();
    assertThat(server.io.sockets().sockets()).isEmpty();
  }

  @Test
  void theClientDoesNotAnswerAPing() {
    Joined joined = server.join("/");
    server.timer.advance(Duration.ofSeconds(45));
    assertThat(joined.client().frames()).containsExactly("2");
    assertReasons("ping timeout");
  }

  @Test
  void theClientSendsWhatIsNoEnginePacket() {
    server.join("/").client().send("abc");
    assertReasons("parse error");
  }

  @Test
  void theSocketKeepsItsRoomsUntilTheDisconnectingListenersHaveRun() {
    Joined leaving = server.join("/");
    Joined other = server.join("/");
    leaving.socket().join("room");
    other.socket().join("room");
    leaving
        .socket()
        .onDisconnecting(
            reason -> {
              assertThat(leaving.socket().rooms()).containsExactly(leaving.socket().id(), "room");
              assertThat(server.io.sockets().sockets()).doesNotContain(leaving.socket());
              leaving.socket().rooms().forEach(room -> server.io.to(room).emit("left"));
              server.note("checked");
            });
    leaving.socket().onDisconnect(reason -> assertThat(leaving.socket().rooms()).isEmpty());

    leaving.client().send("41");

    assertThat(server.noted()).contains("checked");
    assertThat(leaving.client().frames()).isEmpty();
    assertThat(other.client().frames()).containsExactly("42[\"left\"]");
    assertThat(server.io.sockets().rooms().size()).isEqualTo(2);
  }

  @Test
  void aFailingListenerDoesNotKeepTheOthersFromBeingTold() {
    Joined joined = server.join("/");
    joined
        .socket()
        .onDisconnecting(
            reason -> {
              throw new IllegalStateException("for the test");
            })
        .onDisconnecting(reason -> server.note("second"));
    joined.client().vanish();
    assertThat(server.noted())
        .containsExactly(
            "disconnecting transport close 1", "second", "disconnect transport close 0");
  }

  @Test
  void listenersOfASocketThatLeavesRunInItsTurn() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      later.watch(later.io.sockets());
      TestClient client = later.open().send("40");
      executor.runAll();
      Socket socket = later.io.sockets().sockets().iterator().next();
      socket.join("r");
      client.vanish();

      assertThat(socket.connected()).isFalse();
      assertThat(later.io.sockets().rooms().size()).isZero();
      assertThat(socket.rooms()).containsExactly(socket.id(), "r");
      assertThat(later.noted()).isEmpty();

      executor.runAll();
      assertThat(later.noted())
          .containsExactly("disconnecting transport close 2", "disconnect transport close 0");
    }
  }

  @Test
  void aSocketThatLeavesWhileTheExecutorIsFullIsGoneAllTheSame() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer full = new TestServer(executor)) {
      TestClient client = full.open().send("40");
      executor.runAll();
      executor.refuse();
      client.vanish();
      assertThat(full.io.sockets().sockets()).isEmpty();
      assertThat(full.io.sockets().rooms().size()).isZero();
    }
  }

  @Test
  void aClientThatReadsNothingIsDisconnected() {
    Joined joined = server.join("/");
    joined.client().stall();
    byte[] chunk = new byte[1_000_000];
    for (int i = 0; i < 12; i++) {
      joined.socket().emit("chunk", chunk);
    }
    server.timer.advance(Duration.ofMillis(1)); // a sending thread does not call listeners
    assertReasons("transport error");
  }
}
