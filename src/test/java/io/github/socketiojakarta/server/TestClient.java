package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.engine.WebSocketConnection;
import io.github.socketiojakarta.engine.WebSocketHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client on a WebSocket that has no network under it. Binary frames are noted as {@code #hex}.
 */
final class TestClient implements WebSocketConnection {

  private static final Pattern CONNECTED =
      Pattern.compile("40(?:(/[^,]*),)?\\{\"sid\":\"([\\w-]{20})\"}");

  private final Deque<String> frames = new ArrayDeque<>(); // guarded by this
  private final Deque<SendCallback> unsent = new ArrayDeque<>(); // guarded by this
  private boolean slow; // guarded by this
  private Integer closeCode; // guarded by this
  private volatile WebSocketHandler handler;

  static TestClient open(EngineServer engine) {
    TestClient client = new TestClient();
    client.handler = engine.open(Requests.webSocket(), client);
    assertThat(client.next()).startsWith("0{\"sid\":");
    return client;
  }

  @Override
  public void sendText(String text, SendCallback callback) {
    note(text, callback);
  }

  @Override
  public void sendBinary(byte[] bytes, SendCallback callback) {
    note("#" + HexFormat.of().formatHex(bytes), callback);
  }

  private void note(String frame, SendCallback callback) {
    synchronized (this) {
      frames.add(frame);
      if (slow) {
        unsent.add(callback);
        return;
      }
    }
    callback.onSent(null);
  }

  @Override
  public void close(int code) {
    synchronized (this) {
      if (closeCode != null) {
        return;
      }
      closeCode = code;
    }
    handler.onClose();
  }

  /** From now on what the server sends stays in flight. */
  synchronized void stall() {
    slow = true;
  }

  /** What was in flight has arrived. */
  void resume() {
    synchronized (this) {
      slow = false;
    }
    for (SendCallback next = pollUnsent(); next != null; next = pollUnsent()) {
      next.onSent(null);
    }
  }

  private synchronized SendCallback pollUnsent() {
    return unsent.poll();
  }

  /** Sends frames; {@code #hex} as bytes. */
  TestClient send(String... sent) {
    for (String frame : sent) {
      if (frame.startsWith("#")) {
        handler.onBinary(HexFormat.of().parseHex(frame.substring(1)));
      } else {
        handler.onText(frame);
      }
    }
    return this;
  }

  /** Goes away without a word. */
  void vanish() {
    handler.onClose();
  }

  /** Joins a namespace. */
  String join(String nsp) {
    send(nsp.equals("/") ? "40" : "40" + nsp + ",");
    return joined(nsp);
  }

  /** The id in the CONNECT reply that is next. */
  String joined(String nsp) {
    String reply = next();
    Matcher matcher = CONNECTED.matcher(reply);
    assertThat(matcher.matches()).as(reply).isTrue();
    assertThat(matcher.group(1) == null ? "/" : matcher.group(1)).isEqualTo(nsp);
    return matcher.group(2);
  }

  /** The next frame that came, or null. */
  synchronized String next() {
    return frames.poll();
  }

  /** All frames that came and were not looked at. */
  synchronized List<String> frames() {
    List<String> all = new ArrayList<>(frames);
    frames.clear();
    return all;
  }

  synchronized boolean isClosed() {
    return closeCode != null;
  }
}
