package io.github.socketiojakarta.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * A WebSocket without a container. By default a send completes before the sending method returns;
 * {@link #holdSends()} leaves completion to the test, {@link #completeOn} to other threads. Two
 * sends at a time are refused, as by Tomcat, and remembered. Safe for use by many threads.
 */
public final class FakeWebSocketConnection implements WebSocketConnection {

  private final List<Object> frames = new ArrayList<>(); // String or byte[]; guarded by this
  private final Queue<SendCallback> pending = new ArrayDeque<>(); // guarded by this
  private boolean held; // guarded by this
  private Executor completions = Runnable::run; // guarded by this
  private boolean sending; // guarded by this
  private boolean overlapped; // guarded by this
  private Integer closeCode; // null: not closed by the engine; guarded by this
  private boolean over; // guarded by this
  private WebSocketHandler handler; // guarded by this

  /** Makes an open connection. */
  public FakeWebSocketConnection() {}

  /**
   * Opens a WebSocket as a container would: verified, then handed over.
   *
   * @param server takes it
   * @param url path and query
   * @return the connection
   */
  public static FakeWebSocketConnection open(EngineServer server, String url) {
    return new FakeWebSocketConnection().openAt(server, url);
  }

  /**
   * Hands this to a server.
   *
   * @param server takes it
   * @param url path and query
   * @return this
   */
  public FakeWebSocketConnection openAt(EngineServer server, String url) {
    EngineRequest request = Requests.get(url);
    server
        .refuseUpgrade(request)
        .ifPresent(
            message -> {
              throw new IllegalStateException("refused: " + message);
            });
    WebSocketHandler opened = server.open(request, this);
    boolean gone;
    synchronized (this) {
      handler = opened;
      gone = over;
    }
    if (gone) {
      opened.onClose();
    }
    return this;
  }

  /**
   * Leaves the completion of sends to {@link #completeSend}.
   *
   * @return this
   */
  public synchronized FakeWebSocketConnection holdSends() {
    held = true;
    return this;
  }

  /**
   * Completes sends on other threads.
   *
   * @param executor gives them
   * @return this
   */
  public synchronized FakeWebSocketConnection completeOn(Executor executor) {
    completions = executor;
    return this;
  }

  /**
   * Completes the send in flight.
   *
   * @param failure null if it went well
   */
  public void completeSend(Throwable failure) {
    SendCallback callback;
    synchronized (this) {
      callback = Objects.requireNonNull(pending.poll(), "no send in flight");
      sending = false;
    }
    callback.onSent(failure);
  }

  /**
   * A text message comes from the client.
   *
   * @param text the text
   */
  public void receive(String text) {
    handler().onText(text);
  }

  /**
   * A binary message comes from the client.
   *
   * @param bytes the bytes
   */
  public void receive(byte[] bytes) {
    handler().onBinary(bytes);
  }

  /** The client ends the connection. */
  public void clientCloses() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    handler().onClose();
  }

  /**
   * What the container tells the engine.
   *
   * @return the handler
   */
  public synchronized WebSocketHandler handler() {
    return Objects.requireNonNull(handler, "not open");
  }

  @Override
  public void sendText(String text, SendCallback callback) {
    send(text, callback);
  }

  @Override
  public void sendBinary(byte[] bytes, SendCallback callback) {
    send(bytes, callback);
  }

  private void send(Object frame, SendCallback callback) {
    Executor executor;
    synchronized (this) {
      if (sending) {
        overlapped = true;
        throw new IllegalStateException("a send is in flight");
      }
      if (over) {
        throw new IllegalStateException("closed");
      }
      frames.add(frame);
      sending = true;
      if (held) {
        pending.add(callback);
        return;
      }
      executor = completions;
    }
    executor.execute(
        () -> {
          synchronized (this) {
            sending = false;
          }
          callback.onSent(null);
        });
  }

  @Override
  public void close(int code) {
    WebSocketHandler told;
    synchronized (this) {
      if (closeCode == null) {
        closeCode = code;
      }
      if (over) {
        return;
      }
      over = true;
      told = handler;
    }
    if (told != null) {
      told.onClose();
    }
  }

  /**
   * The frames sent so far: strings and byte arrays.
   *
   * @return a copy
   */
  public synchronized List<Object> frames() {
    return List.copyOf(frames);
  }

  /**
   * The frames sent since the last call.
   *
   * @return them
   */
  public synchronized List<Object> takeFrames() {
    List<Object> taken = List.copyOf(frames);
    frames.clear();
    return taken;
  }

  /**
   * The code the engine closed with.
   *
   * @return the code, null if it has not closed
   */
  public synchronized Integer closeCode() {
    return closeCode;
  }

  /**
   * Whether the engine ever began a send before the one before had ended.
   *
   * @return true if so
   */
  public synchronized boolean overlapped() {
    return overlapped;
  }
}
