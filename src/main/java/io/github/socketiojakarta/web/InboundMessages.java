package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.WebSocketConnection;
import io.github.socketiojakarta.engine.WebSocketHandler;
import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The receiving side of a container's WebSocket session: puts the parts of messages together up to
 * the limit, and tells the engine one thing at a time. The containers' own limits do not do: some
 * do not keep them.
 *
 * <p>A container may report the end of a session on another thread than its messages, or in the
 * middle of a call of ours; calls therefore go through a queue, which whoever finds it idle works
 * off. No lock is held during a call.
 *
 * <p>The end is told a moment after the container has told it: Undertow hands messages to a pool,
 * and reports from another thread that the connection is gone while the last of them still wait
 * there. What a client sends just before it leaves must not be lost.
 */
final class InboundMessages {

  private static final System.Logger LOG = System.getLogger(InboundMessages.class.getName());

  /** How far a container's report of the end may run ahead of the messages before it. */
  static final Duration LINGER = Duration.ofMillis(100);

  private final int maxBytes;
  private final WebSocketHandler handler;
  private final WebSocketConnection connection;
  private final Later later;

  private final Queue<Runnable> calls = new ArrayDeque<>(); // guarded by calls
  private boolean running; // guarded by calls
  private boolean ending; // guarded by calls; the first report of the end counts
  private boolean ended; // written and read in calls only

  InboundMessages(
      int maxBytes, WebSocketHandler handler, WebSocketConnection connection, Later later) {
    this.maxBytes = maxBytes;
    this.handler = handler;
    this.connection = connection;
    this.later = later;
  }

  MessageHandler.Partial<String> text() {
    return new TextParts();
  }

  MessageHandler.Partial<byte[]> binary() {
    return new BinaryParts();
  }

  void error(Throwable error) {
    endSoon(() -> handler.onError(error));
  }

  void close() {
    endSoon(handler::onClose);
  }

  private void endSoon(Runnable last) {
    synchronized (calls) {
      if (ending) {
        return;
      }
      ending = true;
    }
    later.run(LINGER, () -> call(() -> end(last)));
  }

  /** The end is told once, and nothing after it. */
  private void end(Runnable last) {
    if (!ended) {
      ended = true;
      last.run();
    }
  }

  private void message(Runnable delivery) {
    call(
        () -> {
          if (!ended) {
            delivery.run();
          }
        });
  }

  private void tooLarge() {
    call(
        () ->
            end(
                () -> {
                  connection.close(CloseReason.CloseCodes.TOO_BIG.getCode());
                  handler.onError(new IOException("message over " + maxBytes + " bytes"));
                }));
  }

  private void call(Runnable call) {
    synchronized (calls) {
      calls.add(call);
      if (running) {
        return;
      }
      running = true;
    }
    while (true) {
      Runnable next;
      synchronized (calls) {
        next = calls.poll();
        if (next == null) {
          running = false;
          return;
        }
      }
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "the engine failed", e);
      }
    }
  }

  /** Fields are used by the one thread at a time on which the container brings messages. */
  private final class TextParts implements MessageHandler.Partial<String> {

    private final StringBuilder parts = new StringBuilder();
    private long bytes;
    private boolean overflow;

    @Override
    public void onMessage(String part, boolean last) {
      if (overflow) {
        return;
      }
      bytes += utf8Length(part);
      if (bytes > maxBytes) {
        overflow = true;
        parts.setLength(0);
        parts.trimToSize();
        tooLarge();
        return;
      }
      if (!last) {
        parts.append(part);
        return;
      }
      String text = parts.isEmpty() ? part : parts.append(part).toString();
      parts.setLength(0);
      bytes = 0;
      message(() -> handler.onText(text));
    }
  }

  /** A surrogate counts for two, as half of its pair: parts may be cut between the halves. */
  private static long utf8Length(String text) {
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }

  /** Fields are used by the one thread at a time on which the container brings messages. */
  private final class BinaryParts implements MessageHandler.Partial<byte[]> {

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
    private boolean overflow;

    @Override
    public void onMessage(byte[] part, boolean last) {
      if (overflow) {
        return;
      }
      if ((long) parts.size() + part.length > maxBytes) {
        overflow = true;
        parts.reset();
        tooLarge();
        return;
      }
      if (!last) {
        parts.writeBytes(part);
        return;
      }
      // Copied even if it is whole: Undertow may give the array of a pooled buffer.
      byte[] bytes;
      if (parts.size() == 0) {
        bytes = part.clone();
      } else {
        parts.writeBytes(part);
        bytes = parts.toByteArray();
        parts.reset();
      }
      message(() -> handler.onBinary(bytes));
    }
  }
}
