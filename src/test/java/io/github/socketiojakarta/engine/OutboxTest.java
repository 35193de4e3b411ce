package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.protocol.EnginePacket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue of one client, alone and with a WebSocket that empties it. */
@Timeout(30)
class OutboxTest {

  private static final int MANY = 10_000;

  @Test
  void givesOutInOrderWhatItTook() {
    Outbox outbox = new Outbox(1_000);
    assertThat(outbox.offer(text("a", "b"))).isTrue();
    assertThat(outbox.offer(text("c"))).isTrue();
    assertThat(outbox.poll()).isEqualTo(EnginePacket.message("a"));
    assertThat(outbox.drain()).isEqualTo(text("b", "c"));
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.poll()).isNull();
  }

  @Test
  void takesAllOrNothing() {
    Outbox outbox = new Outbox(10);
    assertThat(outbox.offer(text("1234"))).isTrue(); // five with its type
    assertThat(outbox.offer(text("12", "34"))).isFalse(); // six
    assertThat(outbox.bytes()).isEqualTo(5);
    assertThat(outbox.offer(text("5678"))).isTrue();
    assertThat(outbox.offer(text(""))).isFalse();
    outbox.add(EnginePacket.of(EnginePacket.Type.PING));
    assertThat(outbox.bytes()).isEqualTo(11);
  }

  @Test
  void countsWhatItHolds() {
    Outbox outbox = new Outbox(10);
    for (int i = 0; i < 1_000; i++) {
      assertThat(outbox.offer(List.of(EnginePacket.message(new byte[10])))).isTrue();
      assertThat(outbox.bytes()).isEqualTo(10);
      outbox.poll();
      assertThat(outbox.bytes()).isZero();
    }
    outbox.offer(text("abc"));
    outbox.clear();
    assertThat(outbox.bytes()).isZero();
  }

  @Test
  void keepsReferencesToTheSendersPackets() {
    Outbox outbox = new Outbox(1_000);
    List<EnginePacket> broadcast = text("a");
    outbox.offer(broadcast);
    assertThat(outbox.poll()).isSameAs(broadcast.get(0));
  }

  @Test
  void sendsManyPacketsWithCallbacksThatComeAtOnce() {
    EngineFixture engine = new EngineFixture();
    FakeWebSocketConnection connection = engine.openWebSocket().holdSends();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      engine.last().send(text("" + i));
      expected.add("4" + i);
    }
    // One send is stuck; when it completes, all the others do so before they return.
    List<Object> frames = new ArrayList<>(connection.takeFrames());
    EngineFixture instant = new EngineFixture();
    FakeWebSocketConnection sync = instant.openWebSocket();
    instant.last().send(text(expected.stream().map(s -> s.substring(1)).toArray(String[]::new)));
    assertThat(sync.frames()).isEqualTo(expected);
    while (frames.size() < MANY) {
      connection.completeSend(null);
      frames.addAll(connection.takeFrames());
    }
    assertThat(frames).isEqualTo(expected);
    assertThat(connection.overlapped()).isFalse();
  }

  @Test
  void sendsManyPacketsWithCallbacksOnOtherThreads() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      EngineFixture engine = new EngineFixture();
      FakeWebSocketConnection connection = engine.openWebSocket().completeOn(pool);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        engine.last().send(text("" + i));
        expected.add("4" + i);
      }
      engine.last().close();
      while (connection.closeCode() == null) {
        Thread.onSpinWait();
      }
      assertThat(connection.frames()).isEqualTo(expected);
      assertThat(connection.overlapped()).isFalse();
    } finally {
      pool.shutdown();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
