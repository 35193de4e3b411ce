package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.WEBSOCKET;
import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.protocol.EnginePacket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WebSocket beyond the transcripts. */
class WebSocketTest {

  private final EngineFixture engine = new EngineFixture();

  @Test
  void sendsTextAndBytesInOrder() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    byte[] bytes = {1, 2};
    engine
        .last()
        .send(
            List.of(
                EnginePacket.message("a"), EnginePacket.message(bytes), EnginePacket.message("b")));
    assertThat(connection.frames()).containsExactly("4a", bytes, "4b");
  }

  @Test
  void readsBinaryMessagesInBothForms() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    connection.receive(new byte[] {1, 2, 3});
    connection.receive("bAQI=");
    connection.receive("4");
    assertThat(engine.events).containsExactly("binary 3", "binary 2", "");
  }

  @Test
  void hasOneSendInFlight() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("a", "b"));
    engine.last().send(text("c"));
    assertThat(connection.frames()).containsExactly("4a");
    connection.completeSend(null);
    assertThat(connection.frames()).containsExactly("4a", "4b");
    connection.completeSend(null);
    connection.completeSend(null);
    assertThat(connection.frames()).containsExactly("4a", "4b", "4c");
    assertThat(connection.overlapped()).isFalse();
  }

  @Test
  void dropsVolatilePacketsWhileASendIsInFlight() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    assertThat(engine.last().sendVolatile(text("a"))).isTrue();
    assertThat(engine.last().sendVolatile(text("b"))).isFalse();
    connection.completeSend(null);
    assertThat(engine.last().sendVolatile(text("c"))).isTrue();
    connection.completeSend(null);
    assertThat(connection.frames()).containsExactly("4a", "4c");
  }

  @Test
  void writesWhatIsLeftBeforeItCloses() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("a", "b"));
    engine.last().close();
    connection.completeSend(null);
    assertThat(connection.closeCode()).isNull();
    assertThat(engine.events).isEmpty();
    connection.completeSend(null);
    assertThat(connection.frames()).containsExactly("4a", "4b");
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: forced close");
  }

  @Test
  void closesNowAlthoughASendIsStuck() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("stuck", "behind"));
    engine.last().closeNow();
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: forced close");
    connection.completeSend(new IOException("closed"));
    assertThat(connection.frames()).containsExactly("4stuck");
    assertThat(engine.events).hasSize(1);
  }

  @Test
  void doesNotWaitForEverToCloseWhileASendIsStuck() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("stuck"));
    engine.last().close();
    engine.timer.advance(Duration.ofSeconds(30));
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: forced close");
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void givesUpAClientWhoseSendIsStuckByThePingTimeout() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("stuck"));
    engine.timer.advance(Duration.ofSeconds(45));
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: ping timeout");
  }

  @Test
  void closesAClientThatLeavesTooMuchUnread() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(100, 1_000));
    FakeWebSocketConnection slow = small.openWebSocket().holdSends();
    EngineSocket slowSocket = small.last();
    FakeWebSocketConnection fast = small.openWebSocket();
    EngineSocket fastSocket = small.last();
    for (int i = 0; i < 10; i++) {
      List<EnginePacket> broadcast = text("x".repeat(29));
      slowSocket.send(broadcast);
      fastSocket.send(broadcast);
    }
    assertThat(slow.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    // Although the connection calls back from within its close: the sender may hold locks.
    assertThat(small.events).isEmpty();
    small.timer.advance(Duration.ZERO);
    assertThat(small.events).containsExactly("close: transport error");
    assertThat(fast.frames()).hasSize(10);
  }

  @Test
  void endsWhenASendFails() {
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    engine.last().send(text("a", "b"));
    connection.completeSend(new IOException("broken pipe"));
    assertThat(connection.frames()).containsExactly("4a");
    assertThat(engine.events).containsExactly("close: transport error");
  }

  @Test
  void endsWhenTheContainerRefusesASend() {
    WebSocketConnection refusing =
        new WebSocketConnection() {
          @Override
          public void sendText(String text, SendCallback callback) {
            throw new IllegalStateException("TEXT_FULL_WRITING");
          }

          @Override
          public void sendBinary(byte[] bytes, SendCallback callback) {
            throw new IllegalStateException("BINARY_FULL_WRITING");
          }

          @Override
          public void close(int code) {
            throw new IllegalStateException("closed");
          }
        };
    engine.server.open(Requests.get(WEBSOCKET), refusing);
    assertThat(engine.events).containsExactly("close: transport error");
    assertThat(engine.server.clientsCount()).isZero();
  }

  @Test
  void ignoresACallbackThatComesTwice() {
    List<WebSocketConnection.SendCallback> callbacks = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    WebSocketConnection repeating =
        new WebSocketConnection() {
          @Override
          public void sendText(String text, SendCallback callback) {
            frames.add(text);
            callbacks.add(callback);
          }

          @Override
          public void sendBinary(byte[] bytes, SendCallback callback) {
            callbacks.add(callback);
          }

          @Override
          public void close(int code) {}
        };
    engine.server.open(Requests.get(WEBSOCKET), repeating);
    engine.last().send(text("a", "b"));
    callbacks.get(0).onSent(null);
    callbacks.get(0).onSent(null);
    callbacks.get(0).onSent(new IOException("once more"));
    assertThat(frames).hasSize(2).last().isEqualTo("4a");
    assertThat(engine.events).isEmpty();
  }

  @Test
  void leavesWithTheClientsClosePacket() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    connection.receive("1");
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: transport close");
  }

  @Test
  void countsTheLimitInBytes() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(1_000, 10));
    FakeWebSocketConnection connection = small.openWebSocket();
    connection.receive("4" + "\u00e9".repeat(4) + "x"); // 10 bytes
    connection.receive("4\ud83d\ude00\ud83d\ude00x"); // 10 bytes
    connection.receive(new byte[10]);
    assertThat(small.events).hasSize(3);
    connection.receive("4\u20ac\u20ac\u20ac\u20ac"); // 13 bytes in 5 characters
    assertThat(connection.closeCode()).isEqualTo(1009);
    assertThat(small.events).hasSize(4).last().isEqualTo("close: transport error");
  }

  @Test
  void refusesBytesBeyondTheLimit() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(1_000, 10));
    FakeWebSocketConnection connection = small.openWebSocket();
    connection.receive(new byte[11]);
    assertThat(connection.closeCode()).isEqualTo(1009);
    assertThat(small.events).containsExactly("close: transport error");
  }

  @Test
  void endsWhenTheContainerReportsAnError() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    connection.handler().onError(new IOException("bad UTF-8"));
    connection.handler().onClose();
    assertThat(engine.events).containsExactly("close: transport error");
  }

  @Test
  void refusesASecondWebSocketOfASessionThatBeganOnOne() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    FakeWebSocketConnection second = engine.openUpgrade();
    assertThat(second.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    second.receive("4intruder");
    connection.receive("4mine");
    assertThat(engine.events).containsExactly("mine");
  }

  @Test
  void goesOnAfterAListenerThatFails() {
    List<String> seen = new ArrayList<>();
    EngineServer server =
        new EngineServer(
            EngineOptions.DEFAULTS,
            engine.timer,
            socket ->
                new EngineSocket.Listener() {
                  @Override
                  public void onMessage(EnginePacket message) {
                    seen.add(message.data());
                    throw new IllegalStateException("of the application");
                  }

                  @Override
                  public void onClose(CloseReason reason) {
                    seen.add(reason.toString());
                  }
                });
    FakeWebSocketConnection connection = FakeWebSocketConnection.open(server, WEBSOCKET);
    connection.receive("4a");
    connection.receive("4b");
    connection.clientCloses();
    assertThat(seen).containsExactly("a", "b", "transport close");
  }

  @Test
  void callsTheListenerOneAtATimeAlsoWhenItClosesTheSession() {
    List<String> seen = new ArrayList<>();
    EngineServer server =
        new EngineServer(
            EngineOptions.DEFAULTS,
            engine.timer,
            socket ->
                new EngineSocket.Listener() {
                  @Override
                  public void onMessage(EnginePacket message) {
                    seen.add("begin");
                    socket.closeNow();
                    seen.add("end");
                  }

                  @Override
                  public void onClose(CloseReason reason) {
                    seen.add(reason.toString());
                  }
                });
    FakeWebSocketConnection.open(server, WEBSOCKET).receive("4a");
    assertThat(seen).containsExactly("begin", "end", "forced close");
  }
}
