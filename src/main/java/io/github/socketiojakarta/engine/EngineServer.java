package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.concurrent.Timer;
import java.util.Optional;

/**
 * The Engine.IO server: verifies requests, keeps the sessions and hands them to their transports.
 * It knows HTTP and WebSocket only as {@link HttpExchange} and {@link WebSocketConnection}.
 *
 * <p>Safe for use by many threads; no method blocks.
 */
public final class EngineServer implements AutoCloseable {

  /**
   * Makes a server.
   *
   * @param options its options
   * @param timer for heartbeats and time-outs
   * @param listener told about sessions
   */
  public EngineServer(EngineOptions options, Timer timer, EngineListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The options the server was made with.
   *
   * @return them
   */
  public EngineOptions options() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a plain HTTP request: CORS preflight, polling handshake, poll or POST. It is answered in
   * its own time.
   *
   * @param exchange the request
   */
  public void handle(HttpExchange exchange) {
    throw new UnsupportedOperationException();
  }

  /**
   * Looks at a WebSocket request before it is answered with 101.
   *
   * @param request the request
   * @return the body of a 400 answer if it must be refused
   */
  public Optional<String> refuseUpgrade(EngineRequest request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes over a WebSocket whose request passed {@link #refuseUpgrade}.
   *
   * @param request the request
   * @param connection the open connection
   * @return told what comes in on it
   */
  public WebSocketHandler open(EngineRequest request, WebSocketConnection connection) {
    throw new UnsupportedOperationException();
  }

  /**
   * The number of open sessions.
   *
   * @return how many
   */
  public int clientsCount() {
    throw new UnsupportedOperationException();
  }

  /** Ends all sessions and refuses new ones. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
