package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.WEBSOCKET;
import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From long-polling to WebSocket, beyond the transcripts. */
class UpgradeTest {

  private final EngineFixture engine = new EngineFixture();

  @Test
  void movesAndSendsWhatWaited() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade();
    connection.receive("2probe");
    socket.send(text("waits"));
    assertThat(connection.takeFrames()).containsExactly("3probe");
    connection.receive("5");
    assertThat(socket.transport()).isEqualTo("websocket");
    assertThat(connection.takeFrames()).containsExactly("4waits");
    connection.receive("4hello");
    assertThat(engine.events).containsExactly("upgrade: websocket", "hello");
  }

  @Test
  void releasesEachGetWithinATenthOfASecond() {
    engine.openPolling();
    FakeHttpExchange first = engine.poll();
    FakeWebSocketConnection connection = engine.openUpgrade();
    engine.timer.advanceMillis(500);
    assertThat(first.answered()).isFalse(); // nothing was probed yet
    connection.receive("2probe");
    engine.timer.advanceMillis(100);
    assertThat(first.text()).isEqualTo("6");
    FakeHttpExchange second = engine.poll();
    engine.timer.advanceMillis(100);
    assertThat(second.text()).isEqualTo("6");
  }

  @Test
  void stopsReleasingWhenTheUpgradeIsGivenUp() {
    engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade();
    connection.receive("2probe");
    connection.clientCloses();
    FakeHttpExchange poll = engine.poll();
    engine.timer.advanceMillis(1_000);
    assertThat(poll.answered()).isFalse();
    assertThat(engine.events).isEmpty();
    assertThat(engine.timer.waiting()).isEqualTo(1); // the heartbeat
  }

  @Test
  void canBeTriedAgain() {
    EngineSocket socket = engine.openPolling();
    engine.openUpgrade().clientCloses();
    FakeWebSocketConnection second = engine.openUpgrade();
    second.receive("2probe");
    second.receive("5");
    assertThat(socket.transport()).isEqualTo("websocket");
  }

  @Test
  void turnsASecondWebSocketAwayWhileOneIsTried() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection first = engine.openUpgrade();
    FakeWebSocketConnection second = engine.openUpgrade();
    assertThat(second.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    second.receive("5");
    assertThat(socket.transport()).isEqualTo("polling");
    first.receive("5");
    assertThat(socket.transport()).isEqualTo("websocket");
  }

  @Test
  void turnsAwayAWebSocketWhoseSessionHasEndedMeanwhile() {
    EngineSocket socket = engine.openPolling();
    EngineRequest request = Requests.get(WEBSOCKET + "&sid=" + socket.id());
    assertThat(engine.server.refuseUpgrade(request)).isEmpty();
    socket.closeNow();
    FakeWebSocketConnection connection = new FakeWebSocketConnection();
    WebSocketHandler handler = engine.server.open(request, connection);
    handler.onText("5");
    handler.onClose();
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: forced close");
  }

  @Test
  void givesUpATooLargeFirstMessageAndGoesOnPolling() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(1_000, 10));
    EngineSocket socket = small.openPolling();
    FakeWebSocketConnection connection = small.openUpgrade();
    connection.receive("x".repeat(11));
    assertThat(connection.closeCode()).isEqualTo(1009);
    assertThat(socket.transport()).isEqualTo("polling");
    assertThat(small.events).isEmpty();
  }

  @Test
  void givesUpWhatIsNoPacketOrTooEarly() {
    engine.openPolling();
    for (String first : new String[] {"", "x", "2", "2other", "4early", "1", "bAAAA"}) {
      FakeWebSocketConnection connection = engine.openUpgrade();
      connection.receive(first);
      assertThat(connection.closeCode()).as(first).isEqualTo(WebSocketConnection.NO_STATUS);
    }
    FakeWebSocketConnection binary = engine.openUpgrade();
    binary.receive(new byte[] {1});
    assertThat(binary.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.post("4still here").text()).isEqualTo("ok");
    assertThat(engine.events).containsExactly("still here");
  }

  @Test
  void givesUpWhenTheAnswerToTheProbeCannotBeSent() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade().holdSends();
    connection.receive("2probe");
    connection.completeSend(new IOException("broken pipe"));
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(socket.transport()).isEqualTo("polling");
    assertThat(engine.events).isEmpty();
  }

  @Test
  void givesUpAClientThatFloodsItWithProbes() {
    engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade().holdSends();
    for (int i = 0; i < 100; i++) {
      connection.receive("2probe");
    }
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.server.clientsCount()).isEqualTo(1);
  }

  @Test
  void sendsNothingElseBeforeTheAnswerToTheProbeIsWritten() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade().holdSends();
    connection.receive("2probe");
    socket.send(text("a"));
    connection.receive("5");
    assertThat(connection.frames()).containsExactly("3probe");
    connection.completeSend(null);
    assertThat(connection.frames()).containsExactly("3probe", "4a");
    assertThat(connection.overlapped()).isFalse();
  }

  @Test
  void endsAnOpenGetOfTheOldTransport() {
    engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    FakeHttpExchange post =
        FakeHttpExchange.post(engine.polling(), "4x").holdBody().sendTo(engine.server);
    FakeWebSocketConnection connection = engine.openUpgrade();
    connection.receive("5");
    assertThat(poll.text()).isEqualTo("1");
    assertThat(post.aborted()).isTrue();
    post.deliverBody();
    poll.clientGoesAway();
    assertThat(engine.events).containsExactly("upgrade: websocket");
  }

  @Test
  void finishesClosingOnTheNewTransport() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade();
    connection.receive("2probe");
    socket.send(text("last"));
    socket.close();
    assertThat(engine.events).isEmpty();
    connection.receive("5");
    assertThat(connection.frames()).containsExactly("3probe", "4last");
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("upgrade: websocket", "close: forced close");
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void endsTheAttemptWithTheSession() {
    EngineSocket socket = engine.openPolling();
    FakeWebSocketConnection connection = engine.openUpgrade();
    connection.receive("2probe");
    socket.closeNow();
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void pingsByWhateverTransportIsInUse() {
    engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    engine.timer.advance(Duration.ofSeconds(24));
    FakeWebSocketConnection connection = engine.openUpgrade();
    engine.timer.advance(Duration.ofSeconds(1));
    assertThat(poll.text()).isEqualTo("2");
    connection.receive("2probe");
    connection.receive("5");
    connection.receive("3");
    connection.takeFrames();
    engine.timer.advance(Duration.ofSeconds(25));
    assertThat(connection.frames()).containsExactly("2");
  }
}
