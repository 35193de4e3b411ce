package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.engine.WebSocketConnection;
import io.github.socketiojakarta.engine.WebSocketHandler;
import jakarta.websocket.MessageHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundMessagesTest {

  private final List<String> calls = new ArrayList<>();
  private Runnable onText = () -> {};

  private final WebSocketHandler handler =
      new WebSocketHandler() {
        @Override
        public void onText(String text) {
          calls.add("text " + text);
          onText.run();
          calls.add("done");
        }

        @Override
        public void onBinary(byte[] bytes) {
          calls.add("binary " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onError(Throwable error) {
          calls.add("error");
        }

        @Override
        public void onClose() {
          calls.add("close");
        }
      };

  private final WebSocketConnection connection =
      new WebSocketConnection() {
        @Override
        public void sendText(String text, SendCallback callback) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void sendBinary(byte[] bytes, SendCallback callback) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close(int code) {
          calls.add("close frame " + code);
          inbound.close(); // as a container may do before it returns
        }
      };

  private final ManualTimer timer = new ManualTimer();
  private final InboundMessages inbound =
      new InboundMessages(6, handler, connection, timer::schedule);
  private final MessageHandler.Partial<String> text = inbound.text();
  private final MessageHandler.Partial<byte[]> binary = inbound.binary();

  @Test
  void putsPartsTogether() {
    text.onMessage("4a", false);
    text.onMessage("", false);
    text.onMessage("b", true);
    binary.onMessage(new byte[] {1}, false);
    binary.onMessage(new byte[] {2}, true);
    text.onMessage("", true);
    assertThat(calls).containsExactly("text 4ab", "done", "binary 0102", "text ", "done");
  }

  @Test
  void keepsACopyOfTheContainersBytes() {
    List<byte[]> kept = new ArrayList<>();
    byte[] pooled = {1};
    InboundMessages other =
        new InboundMessages(
            6,
            new WebSocketHandler() {
              @Override
              public void onText(String text) {}

              @Override
              public void onBinary(byte[] bytes) {
                kept.add(bytes);
              }

              @Override
              public void onError(Throwable error) {}

              @Override
              public void onClose() {}
            },
            connection,
            timer::schedule);
    other.binary().onMessage(pooled, true);
    pooled[0] = 9;
    assertThat(kept.get(0)).containsExactly(1);
  }

  @Test
  void countsBytesAlsoOfAPairThatIsCut() {
    text.onMessage("4\u00e9", false); // 3
    text.onMessage("\ud83d", false); // half of 4
    assertThat(calls).isEmpty();
    text.onMessage("\ude00", true); // 7 in all
    assertThat(calls).containsExactly("close frame 1009", "error");
  }

  @Test
  void takesAMessageOfExactlyTheLimit() {
    text.onMessage("\u20ac\u20ac", true); // 3 bytes each
    binary.onMessage(new byte[6], true);
    assertThat(calls).containsExactly("text \u20ac\u20ac", "done", "binary 000000000000");
  }

  @Test
  void tellsOfTooMuchAsSoonAsItIs() {
    binary.onMessage(new byte[7], false);
    assertThat(calls).containsExactly("close frame 1009", "error");
    binary.onMessage(new byte[1], true);
    text.onMessage("4", true);
    assertThat(calls).containsExactly("close frame 1009", "error");
  }

  @Test
  void tellsTheEndOnceAndNothingBehindIt() {
    inbound.error(new IOException());
    inbound.close();
    timer.advance(InboundMessages.LINGER);
    text.onMessage("4", true);
    assertThat(calls).containsExactly("error");
  }

  @Test
  void deliversWhatTheReportOfTheEndHasOvertaken() {
    inbound.close();
    text.onMessage("41", true);
    assertThat(calls).containsExactly("text 41", "done");
    timer.advance(InboundMessages.LINGER);
    assertThat(calls).containsExactly("text 41", "done", "close");
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void tellsTheEndBehindTheMessageThatCausedIt() {
    onText =
        () -> {
          inbound.close();
          timer.advance(InboundMessages.LINGER);
        };
    text.onMessage("4", true);
    assertThat(calls).containsExactly("text 4", "done", "close");
  }

  @Test
  void goesOnAfterAFailureOfTheEngine() {
    onText =
        () -> {
          throw new IllegalStateException("expected by the test");
        };
    text.onMessage("4", true);
    inbound.close();
    timer.advance(InboundMessages.LINGER);
    assertThat(calls).containsExactly("text 4", "close");
  }
}
