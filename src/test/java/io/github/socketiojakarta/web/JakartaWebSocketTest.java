package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.engine.WebSocketConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JakartaWebSocketTest {

  private final FakeSession session = new FakeSession();
  private final ManualTimer timer = new ManualTimer();
  private final JakartaWebSocket webSocket =
      new JakartaWebSocket(session.session(), Duration.ofSeconds(1), timer::schedule);
  private final List<String> results = new ArrayList<>();

  private void note(Throwable failure) {
    results.add(failure == null ? "sent" : failure.getClass().getSimpleName());
  }

  @Test
  void tellsHowASendEnded() {
    webSocket.sendText("one", this::note);
    assertThat(results).isEmpty();
    session.succeed();
    webSocket.sendBinary(new byte[] {1}, this::note);
    session.fail();
    assertThat(results).containsExactly("sent");
    timer.advance(JakartaWebSocket.VERDICT_TIME);
    assertThat(results).containsExactly("sent", "IOException");
  }

  @Test
  void closesWithoutAStatusWhenAsked() {
    webSocket.close(WebSocketConnection.NO_STATUS);
    assertThat(session.closes).containsExactly(1005);
  }

  @Test
  void closesOnceWithTheFirstCode() {
    webSocket.close(1009);
    webSocket.close(WebSocketConnection.NO_STATUS);
    assertThat(session.closes).containsExactly(1009);
  }

  @Test
  void closesBehindTheSendInFlight() {
    webSocket.sendText("long", this::note);
    webSocket.close(WebSocketConnection.NO_STATUS);
    assertThat(session.closes).isEmpty();
    session.succeed();
    assertThat(session.closes).containsExactly(1005);
    assertThat(results).containsExactly("sent");
  }

  @Test
  void closesWhenTheSendInFlightFails() {
    webSocket.sendText("long", this::note);
    webSocket.close(WebSocketConnection.NO_STATUS);
    session.fail();
    assertThat(session.closes).containsExactly(1005);
  }

  @Test
  void boundsTheTimeUntilTheClientAnswersTheClose() {
    webSocket.sendText("long", this::note);
    webSocket.close(WebSocketConnection.NO_STATUS);
    assertThat(session.idleTimeout).isEqualTo(30_000);
  }

  @Test
  void sendsNothingAfterTheClose() {
    webSocket.close(WebSocketConnection.NO_STATUS);
    webSocket.sendText("late", this::note);
    assertThat(session.sent).isEmpty();
    assertThat(results).containsExactly(IOException.class.getSimpleName());
  }

  @Test
  void reportsARefusedSendOnce() {
    session.refusal = new IllegalStateException("closed");
    webSocket.sendText("late", this::note);
    timer.advance(JakartaWebSocket.VERDICT_TIME);
    assertThat(results).containsExactly("IllegalStateException");
  }

  @Test
  void sendsTheNextFromTheCallback() {
    webSocket.sendText("one", failure -> webSocket.sendText("two", this::note));
    session.succeed();
    session.succeed();
    assertThat(session.sent).containsExactly("one", "two");
    assertThat(results).containsExactly("sent");
  }

  @Test
  void closesPlainlyWhereTheCodeIsRefused() {
    session.refusal = new IllegalArgumentException("1005");
    webSocket.close(WebSocketConnection.NO_STATUS);
    assertThat(session.closes).containsExactly(1000);
  }
}
