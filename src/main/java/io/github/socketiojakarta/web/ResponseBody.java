package io.github.socketiojakarta.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Writes an answer as fast as the client takes it, without a thread that waits. */
final class ResponseBody implements WriteListener {

  private final ServletExchange exchange;
  private final ServletOutputStream out;
  private final byte[] bytes;
  private boolean written; // used by the container's write calls only, as is the next
  private boolean flushed;

  ResponseBody(ServletExchange exchange, ServletOutputStream out, byte[] bytes) {
    this.exchange = exchange;
    this.out = out;
    this.bytes = bytes;
  }

  void start() {
    out.setWriteListener(this);
  }

  @Override
  public void onWritePossible() throws IOException {
    if (!written && out.isReady()) {
      written = true;
      if (bytes.length > 0) {
        out.write(bytes);
      }
    }
    // The client shall have its answer even if the exchange waits for the rest of its body.
    if (written && !flushed && out.isReady()) {
      flushed = true;
      out.flush();
    }
    if (flushed && out.isReady()) {
      exchange.answerWritten();
    }
  }

  @Override
  public void onError(Throwable error) {
    exchange.clientGone(error);
  }
}
