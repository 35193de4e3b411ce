package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.HttpExchange.BodyHandler;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Reads a request's body as it comes in, and goes on to its end when it is no longer wanted. */
final class RequestBody implements ReadListener {

  private final ServletExchange exchange;
  private final int maxBytes;
  private final AtomicReference<BodyHandler> handler; // null once it was told
  private final byte[] buffer = new byte[4096]; // used by the container's read calls only
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0); // likewise
  private ServletInputStream in; // written before the first of them

  /**
   * Makes a reader.
   *
   * @param handler null if nobody wants the body
   */
  RequestBody(ServletExchange exchange, int maxBytes, BodyHandler handler) {
    this.exchange = exchange;
    this.maxBytes = maxBytes;
    this.handler = new AtomicReference<>(handler);
  }

  void start(ServletInputStream stream) {
    in = stream;
    stream.setReadListener(this);
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (in.isReady() && !in.isFinished()) {
      int read = in.read(buffer);
      if (read > 0 && handler.get() != null) {
        keep(read);
      }
    }
  }

  private void keep(int read) {
    if (bytes.size() + read <= maxBytes) {
      bytes.write(buffer, 0, read);
      return;
    }
    bytes.reset();
    BodyHandler waiting = handler.getAndSet(null);
    if (waiting != null) {
      waiting.onTooLarge();
    }
  }

  @Override
  public void onAllDataRead() {
    BodyHandler waiting = handler.getAndSet(null);
    if (waiting != null) {
      waiting.onBody(bytes.toByteArray());
    }
    exchange.bodyRead();
  }

  @Override
  public void onError(Throwable error) {
    exchange.clientGone(error);
  }

  void clientGone() {
    BodyHandler waiting = handler.getAndSet(null);
    if (waiting != null) {
      waiting.onError();
    }
  }
}
