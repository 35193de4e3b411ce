package io.github.socketiojakarta.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.concurrent.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pings, pongs and patience (A.8). */
class HeartbeatTest {

  private final EngineFixture engine =
      new EngineFixture(
          EngineFixture.heartbeat(Duration.ofMillis(25_000), Duration.ofMillis(20_000)));

  @Test
  void pingsAfterTheIntervalAndAgainAfterThePong() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.timer.advanceMillis(24_999);
    assertThat(connection.frames()).isEmpty();
    engine.timer.advanceMillis(1);
    assertThat(connection.takeFrames()).containsExactly("2");
    engine.timer.advanceMillis(5_000);
    connection.receive("3");
    engine.timer.advanceMillis(24_999);
    assertThat(connection.frames()).isEmpty();
    engine.timer.advanceMillis(1);
    assertThat(connection.takeFrames()).containsExactly("2");
  }

  @Test
  void givesUpAClientThatDoesNotAnswer() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.timer.advanceMillis(44_999);
    assertThat(connection.closeCode()).isNull();
    engine.timer.advanceMillis(1);
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: ping timeout");
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void knowsThatTheTimeIsOverBeforeTheTimerSaysSo() {
    AtomicLong clock = new AtomicLong();
    Timer lateTimer =
        new Timer() {
          @Override
          public Timeout schedule(Duration delay, Runnable task) {
            return () -> {};
          }

          @Override
          public long nanoTime() {
            return clock.get();
          }
        };
    Heartbeat heartbeat =
        new Heartbeat(lateTimer, Duration.ofMillis(300), Duration.ofMillis(200), () -> {});
    heartbeat.start();
    clock.set(Duration.ofMillis(320).toNanos());
    assertThat(heartbeat.beat()).isEqualTo(Heartbeat.Beat.PING);
    clock.set(Duration.ofMillis(499).toNanos());
    assertThat(heartbeat.isOver()).isFalse();
    clock.set(Duration.ofMillis(500).toNanos());
    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void endsAWaitingGetWhenItGivesUp() {
    engine.openPolling();
    FakeHttpExchange ping = engine.poll();
    engine.timer.advanceMillis(25_000);
    assertThat(ping.text()).isEqualTo("2");
    FakeHttpExchange poll = engine.poll();
    engine.timer.advanceMillis(20_000);
    assertThat(poll.text()).isEqualTo("1");
    assertThat(engine.events).containsExactly("close: ping timeout");
  }

  @Test
  void isMorePatientOncePerPingWithAClientThatTalks() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.timer.advanceMillis(25_000 + 15_000);
    connection.receive("4alive");
    engine.timer.advanceMillis(15_000);
    connection.receive("4alive");
    engine.timer.advanceMillis(4_999);
    assertThat(connection.closeCode()).isNull();
    engine.timer.advanceMillis(1);
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
  }

  @Test
  void isPatientAnewWithTheNextPing() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    for (int round = 0; round < 3; round++) {
      engine.timer.advanceMillis(25_000 + 15_000);
      connection.receive("4alive");
      engine.timer.advanceMillis(15_000);
      connection.receive("3");
    }
    assertThat(connection.takeFrames()).containsExactly("2", "2", "2");
    assertThat(connection.closeCode()).isNull();
  }

  @Test
  void restartsTheIntervalOnAPongThatWasNotAskedFor() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.timer.advanceMillis(20_000);
    connection.receive("3");
    engine.timer.advanceMillis(24_999);
    assertThat(connection.frames()).isEmpty();
    engine.timer.advanceMillis(1);
    assertThat(connection.frames()).containsExactly("2");
  }

  @Test
  void doesNotDelayThePingForOtherPackets() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.timer.advanceMillis(24_000);
    connection.receive("4busy");
    engine.timer.advanceMillis(1_000);
    assertThat(connection.frames()).containsExactly("2");
  }

  @Test
  void bringsAPingForwardThatIsDueBeforeTheOldTimeout() {
    EngineFixture brisk =
        new EngineFixture(
            EngineFixture.heartbeat(Duration.ofMillis(100), Duration.ofMillis(1_000)));
    FakeWebSocketConnection connection = brisk.openWebSocket();
    for (int round = 0; round < 5; round++) {
      brisk.timer.advanceMillis(100);
      assertThat(connection.takeFrames()).containsExactly("2");
      connection.receive("3");
    }
  }

  @Test
  void keepsOneTimeoutHoweverManyPacketsCome() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    for (int i = 0; i < 1_000; i++) {
      connection.receive("3");
      connection.receive("4x");
      engine.timer.advanceMillis(100);
      assertThat(engine.timer.waiting()).isEqualTo(1);
    }
  }

  @Test
  void endsASessionWhoseClientPings() {
    FakeWebSocketConnection connection = engine.openWebSocket();
    connection.receive("2");
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: transport error");
  }

  @Test
  void givesUpAClosingClientThatWasNotAnsweringAnyway() {
    engine.openPolling();
    engine.poll();
    engine.timer.advanceMillis(25_000); // the ping went out
    engine.timer.advanceMillis(10_000);
    engine.last().close();
    engine.timer.advanceMillis(10_000);
    assertThat(engine.events).containsExactly("close: ping timeout");
  }
}
