package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.protocol.EnginePacket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Long-polling beyond the transcripts. */
class PollingTest {

  private final EngineFixture engine = new EngineFixture();

  @Test
  void sendsToAWaitingGet() {
    EngineSocket socket = engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    assertThat(poll.answered()).isFalse();
    socket.send(text("a", "b"));
    assertThat(poll.text()).isEqualTo("4a\u001e4b");
    assertThat(poll.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void tellsWhetherAnAnswerMayBeCompressed() {
    EngineSocket socket = engine.openPolling();
    FakeHttpExchange plain = engine.poll();
    socket.send(List.of(EnginePacket.message("a").compress(false)));
    assertThat(plain.compress()).isFalse();
    socket.send(List.of(EnginePacket.message("a").compress(false), EnginePacket.message("b")));
    assertThat(engine.poll().compress()).isTrue();
  }

  @Test
  void dropsVolatilePacketsWhenNoGetWaits() {
    EngineSocket socket = engine.openPolling();
    assertThat(socket.sendVolatile(text("lost"))).isFalse();
    FakeHttpExchange poll = engine.poll();
    assertThat(socket.sendVolatile(text("taken"))).isTrue();
    assertThat(poll.text()).isEqualTo("4taken");
  }

  @Test
  void answersAGetOnlyOnce() {
    EngineSocket socket = engine.openPolling();
    FakeHttpExchange first = engine.poll();
    socket.send(text("a"));
    socket.send(text("b"));
    assertThat(first.text()).isEqualTo("4a");
    assertThat(engine.poll().text()).isEqualTo("4b");
  }

  @Test
  void abortsAnUnfinishedPostWhenAnotherOneComes() {
    engine.openPolling();
    FakeHttpExchange unfinished =
        FakeHttpExchange.post(engine.polling(), "4late").holdBody().sendTo(engine.server);
    FakeHttpExchange second = engine.post("4x");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text()).isEmpty();
    assertThat(unfinished.aborted()).isTrue();
    unfinished.deliverBody();
    assertThat(engine.events).containsExactly("close: transport error");
  }

  @Test
  void endsWhenTheClientLeavesInTheMiddleOfAPost() {
    engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    FakeHttpExchange.post(engine.polling(), "4x").holdBody().sendTo(engine.server).clientGoesAway();
    assertThat(poll.text()).isEqualTo("1");
    assertThat(engine.events).containsExactly("close: transport error");
  }

  @Test
  void endsWhenTheClientHasGoneBeforeItsGetIsLookedAt() {
    engine.openPolling();
    FakeHttpExchange poll = FakeHttpExchange.get(engine.polling());
    poll.clientGoesAway();
    poll.sendTo(engine.server);
    assertThat(engine.events).containsExactly("close: transport error");
    assertThat(engine.server.clientsCount()).isZero();
  }

  @Test
  void outlivesABodyThatIsTooLargeAndTakesTheNext() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(1_000, 10));
    small.openPolling();
    assertThat(small.post("4" + "x".repeat(10)).status()).isEqualTo(413);
    assertThat(small.post("4" + "x".repeat(9)).status()).isEqualTo(200);
    assertThat(small.events).containsExactly("x".repeat(9));
  }

  @Test
  void stopsAtTheClosePacketOfAPayload() {
    engine.openPolling();
    FakeHttpExchange post = engine.post("4a\u001e1\u001e4b");
    assertThat(post.text()).isEqualTo("ok");
    assertThat(engine.events).containsExactly("a", "close: transport close");
  }

  @Test
  void tellsOldBrowsersToLeavePayloadsAlone() {
    engine.openPolling();
    FakeHttpExchange post =
        new FakeHttpExchange(
                Requests.of("POST", engine.polling(), Map.of("User-Agent", "x (Trident/7.0)")),
                "4a".getBytes(StandardCharsets.UTF_8))
            .sendTo(engine.server);
    assertThat(post.header("X-XSS-Protection")).isEqualTo("0");
  }

  @Test
  void deliversWhatIsLeftBeforeItCloses() {
    EngineSocket socket = engine.openPolling();
    socket.send(text("bye"));
    socket.close();
    socket.send(text("too late"));
    assertThat(engine.poll().text()).isEqualTo("4bye");
    assertThat(engine.events).isEmpty();
    assertThat(engine.poll().text()).isEqualTo("6\u001e1");
    assertThat(engine.events).containsExactly("close: forced close");
  }

  @Test
  void givesAClosingClientThirtySecondsForItsLastPoll() {
    EngineSocket socket = engine.openPolling();
    socket.close();
    engine.timer.advance(Duration.ofMillis(29_999));
    assertThat(engine.server.clientsCount()).isEqualTo(1);
    engine.timer.advance(Duration.ofMillis(1));
    assertThat(engine.server.clientsCount()).isZero();
    assertThat(engine.events).containsExactly("close: forced close");
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void countsTheThirtySecondsFromTheLastDelivery() {
    EngineSocket socket = engine.openPolling();
    engine.poll();
    socket.send(text("a"));
    socket.send(text("b"));
    socket.close();
    engine.timer.advance(Duration.ofSeconds(20));
    assertThat(engine.poll().text()).isEqualTo("4b");
    engine.timer.advance(Duration.ofSeconds(20));
    assertThat(engine.poll().text()).isEqualTo("6\u001e1");
  }

  @Test
  void ignoresWhatAClosingClientSaysButLetsItLeave() {
    EngineSocket socket = engine.openPolling();
    socket.close();
    assertThat(engine.post("4ignored").text()).isEqualTo("ok");
    assertThat(engine.post("not a packet").text()).isEqualTo("ok");
    assertThat(engine.events).isEmpty();
    assertThat(engine.post("1").text()).isEqualTo("ok");
    assertThat(engine.events).containsExactly("close: transport close");
  }

  @Test
  void answersAGetThatWasOvertakenByTheClose() {
    engine.openPolling();
    assertThat(engine.post("1").text()).isEqualTo("ok");
    assertThat(engine.events).containsExactly("close: transport close");
    assertThat(engine.poll().text()).isEqualTo("6");
    assertThat(engine.poll().text()).contains("Session ID unknown");
  }

  @Test
  void answersNoGetLongAfterTheClose() {
    engine.openPolling();
    engine.post("1");
    engine.timer.advance(Duration.ofMillis(250));
    assertThat(engine.poll().text()).contains("Session ID unknown");
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void closesNowWithoutWhatIsLeft() {
    EngineSocket socket = engine.openPolling();
    socket.send(text("lost"));
    socket.closeNow();
    socket.closeNow();
    socket.close();
    assertThat(engine.poll().text()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    assertThat(engine.events).containsExactly("close: forced close");
  }

  @Test
  void closesAClientThatLeavesTooMuchUnread() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(100, 1_000));
    EngineSocket socket = small.openPolling();
    socket.send(text("x".repeat(79)));
    socket.send(text("y".repeat(19)));
    assertThat(small.server.clientsCount()).isEqualTo(1);
    socket.send(text("z"));
    // The one who sends may hold locks: its thread does not tell the listener.
    assertThat(small.events).isEmpty();
    assertThat(small.server.clientsCount()).isZero();
    small.timer.advance(Duration.ZERO);
    assertThat(small.events).containsExactly("close: transport error");
  }

  @Test
  void takesOnePacketBeyondTheBoundWhenNothingElseWaits() {
    EngineFixture small = new EngineFixture(EngineFixture.limits(100, 1_000));
    EngineSocket socket = small.openPolling();
    socket.send(text("x".repeat(500)));
    assertThat(small.poll().text()).hasSize(501);
    assertThat(small.events).isEmpty();
  }

  @Test
  void closesWhenTheWriteOfAnAnswerFailed() {
    // The packets in it are lost, so the session cannot go on as if nothing had happened.
    EngineSocket socket = engine.openPolling();
    Runnable[] failed = new Runnable[1];
    HttpExchange poll =
        new HttpExchange() {
          @Override
          public EngineRequest request() {
            return Requests.get(engine.polling());
          }

          @Override
          public void readBody(int maxBytes, BodyHandler handler) {
            handler.onError();
          }

          @Override
          public void onAbort(Runnable task) {
            failed[0] = task;
          }

          @Override
          public void respond(
              int status, Map<String, String> headers, byte[] body, boolean compress) {
            failed[0].run();
          }

          @Override
          public void abort() {}
        };
    engine.server.handle(poll);
    socket.send(text("lost"));
    assertThat(engine.server.clientsCount()).isZero();
    assertThat(engine.events).isEmpty(); // the sender's thread does not tell
    engine.timer.advance(Duration.ZERO);
    assertThat(engine.events).containsExactly("close: transport error");
  }
}
