package io.github.socketiojakarta.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A well-behaved WebSocket client: that of the JDK. */
public final class JdkWebSocket implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final WebSocket webSocket;

  /**
   * Connects to the loopback address.
   *
   * @param port the server's port
   * @param path the raw path and query
   */
  public JdkWebSocket(int port, String path) {
    webSocket =
        CLIENT
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new Collector())
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  /**
   * Sends a text message.
   *
   * @param text the text
   */
  public void send(String text) {
    webSocket.sendText(text, true).join();
  }

  /**
   * Sends a binary message.
   *
   * @param bytes the bytes
   */
  public void send(byte[] bytes) {
    webSocket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** Sends a close frame. */
  public void sendClose() {
    webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /**
   * What comes next.
   *
   * @return a String, a byte[], an Integer for the status of a close frame, a Throwable; null if
   *     nothing comes in time
   * @throws InterruptedException if the thread is interrupted
   */
  public Object receive() throws InterruptedException {
    return received.poll(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    webSocket.abort();
  }

  private final class Collector implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
      if (last) {
        received.add(bytes.toByteArray());
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      received.add(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      received.add(error);
    }
  }
}
