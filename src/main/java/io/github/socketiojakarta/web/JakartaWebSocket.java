package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.WebSocketConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * The sending side of a container's WebSocket session. Sends are asynchronous and told about by
 * SendHandler: the Future of one container reports success for what it has lost.
 *
 * <p>A close waits for the send that is in flight: no frame may cut into another, and a container
 * that is asked to may block the caller until the client has read. The send time-out bounds that
 * wait, and, where a container ignores it, the idle time-out that is set when the close is wanted.
 * That time-out also ends a connection whose client never answers the close frame.
 *
 * <p>A send that failed is told about a moment later: the client has left, as a rule, and how it
 * left the container is about to tell by {@code onClose}, behind what the client had sent.
 *
 * <p>A close frame without a status goes out as such on Undertow and the other containers that let
 * it pass; Tyrus sends 1000 in its place.
 */
final class JakartaWebSocket implements WebSocketConnection {

  private static final System.Logger LOG = System.getLogger(JakartaWebSocket.class.getName());

  /** How long a client may take to answer a close frame; the time ws gives it on Node. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** How long after a send failed the container may take to tell how the connection ended. */
  static final Duration VERDICT_TIME = Duration.ofSeconds(1);

  private static final int OPEN = -1;

  private final Session session;
  private final RemoteEndpoint.Async remote;
  private final Later later;
  private boolean sending; // guarded by this
  private int closeCode = OPEN; // guarded by this; leaves OPEN once

  JakartaWebSocket(Session session, Duration sendTimeout, Later later) {
    this.session = session;
    this.remote = session.getAsyncRemote();
    this.later = later;
    remote.setSendTimeout(sendTimeout.toMillis());
  }

  @Override
  public void sendText(String text, SendCallback callback) {
    Objects.requireNonNull(text, "text");
    send(handler -> remote.sendText(text, handler), callback);
  }

  @Override
  public void sendBinary(byte[] bytes, SendCallback callback) {
    // A copy of the buffer's position, not of the bytes: containers move it.
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    send(handler -> remote.sendBinary(buffer, handler), callback);
  }

  private interface Send {
    void start(SendHandler handler);
  }

  private void send(Send send, SendCallback callback) {
    synchronized (this) {
      if (closeCode == OPEN) {
        sending = true;
      } else {
        send = null;
      }
    }
    if (send == null) {
      callback.onSent(new IOException("the WebSocket is closed"));
      return;
    }
    Completion completion = new Completion(callback);
    try {
      send.start(result -> completion.done(result.isOK() ? null : failure(result.getException())));
    } catch (RuntimeException refused) { // the session has ended meanwhile
      completion.done(refused);
    }
  }

  private static Throwable failure(Throwable cause) {
    return cause != null ? cause : new IOException("the send failed");
  }

  /** A container that throws after it has called back must not be heard twice. */
  private final class Completion {

    private final SendCallback callback;
    private boolean done; // guarded by the connection

    Completion(SendCallback callback) {
      this.callback = callback;
    }

    void done(Throwable failure) {
      boolean closeNow;
      synchronized (JakartaWebSocket.this) {
        if (done) {
          return;
        }
        done = true;
        sending = false;
        closeNow = closeCode != OPEN;
      }
      if (closeNow) {
        closeSession();
      } else if (failure != null) {
        later.run(VERDICT_TIME, () -> callback.onSent(failure));
        return;
      }
      callback.onSent(failure);
    }
  }

  @Override
  public void close(int code) {
    boolean inFlight;
    synchronized (this) {
      if (closeCode != OPEN) {
        return;
      }
      closeCode = code;
      inFlight = sending;
    }
    try {
      session.setMaxIdleTimeout(CLOSE_TIMEOUT.toMillis());
    } catch (RuntimeException closed) {
      LOG.log(System.Logger.Level.DEBUG, "the session has ended already", closed);
    }
    if (!inFlight) {
      closeSession();
    }
  }

  private void closeSession() {
    int code;
    synchronized (this) {
      code = closeCode;
    }
    try {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), null));
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "close frame not sent", e);
      endSession();
    }
  }

  /** For containers that refuse the code. */
  private void endSession() {
    try {
      session.close();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the session has ended already", e);
    }
  }
}
