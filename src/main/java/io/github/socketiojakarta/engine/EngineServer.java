package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Engine.IO server: verifies requests, keeps the sessions and hands them to their transports.
 * It knows HTTP and WebSocket only as {@link HttpExchange} and {@link WebSocketConnection}.
 *
 * <p>Safe for use by many threads; no method blocks, but for the {@link RequestFilter} of the
 * application.
 */
public final class EngineServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EngineServer.class.getName());

  /** How much later a request may be handled than one that was sent after it. */
  private static final Duration CROSSING = Duration.ofMillis(250);

  private static final byte[] EMPTY = {};

  private final EngineOptions options;
  private final Timer timer;
  private final EngineListener listener;
  private final CorsHeaders cors;
  private final RequestVerifier verifier;
  private final SidGenerator sids = new SidGenerator();
  private final Map<String, Connection> sessions = new ConcurrentHashMap<>();

  /**
   * The ids of sessions that were closed by a POST a moment ago: a GET sent before it may be
   * handled by another thread of the container after it. Node, with one thread, takes them in
   * order.
   */
  private final Set<String> crossed = ConcurrentHashMap.newKeySet();

  private volatile boolean closed; // set once, by close

  /**
   * Makes a server.
   *
   * @param options its options
   * @param timer for heartbeats and time-outs
   * @param listener told about sessions
   */
  public EngineServer(EngineOptions options, Timer timer, EngineListener listener) {
    this.options = Objects.requireNonNull(options, "options");
    this.timer = Objects.requireNonNull(timer, "timer");
    this.listener = Objects.requireNonNull(listener, "listener");
    cors = new CorsHeaders(options.cors());
    verifier = new RequestVerifier(options, this::session);
  }

  /**
   * The options the server was made with.
   *
   * @return them
   */
  public EngineOptions options() {
    return options;
  }

  /**
   * Takes a plain HTTP request: CORS preflight, polling handshake, poll or POST. It is answered in
   * its own time.
   *
   * @param exchange the request
   */
  public void handle(HttpExchange exchange) {
    EngineRequest request = exchange.request();
    if (cors.enabled() && request.method().equals("OPTIONS")) {
      exchange.respond(204, cors.preflight(request), EMPTY, false);
      return;
    }
    Map<String, String> headers = cors.actual(request);
    if (closed) {
      exchange.respond(503, headers, EMPTY, false);
      return;
    }
    Optional<Refusal> refusal = verifier.verify(request, false);
    if (refusal.isPresent()) {
      refuseOrTakeLeave(exchange, headers, refusal.get());
      return;
    }
    String sid = RequestVerifier.sid(request);
    if (sid.isEmpty()) {
      handshake(exchange, headers);
      return;
    }
    Connection session = sessions.get(sid);
    if (session == null || !session.accept(exchange, headers)) {
      // It ended, or moved to WebSocket, after it was verified.
      Refusal late =
          verifier
              .verify(request, false)
              .orElse(new Refusal(EngineError.UNKNOWN_SID, Map.of("sid", sid)));
      refuseOrTakeLeave(exchange, headers, late);
    }
  }

  private void refuseOrTakeLeave(
      HttpExchange exchange, Map<String, String> headers, Refusal refusal) {
    EngineRequest request = exchange.request();
    if (refusal.error() == EngineError.UNKNOWN_SID
        && request.method().equals("GET")
        && crossed.remove(RequestVerifier.sid(request))) {
      PollingTransport.farewell(exchange, headers);
    } else {
      refuse(exchange, headers, refusal);
    }
  }

  /**
   * Looks at a WebSocket request before it is answered with 101. Every refusal is a 400, also the
   * application's own.
   *
   * @param request the request
   * @return the body of a 400 answer if it must be refused
   */
  public Optional<String> refuseUpgrade(EngineRequest request) {
    if (closed) {
      return Optional.of(EngineError.BAD_REQUEST.message());
    }
    Optional<Refusal> refusal = verifier.verify(request, true);
    refusal.ifPresent(reason -> report(request, reason));
    return refusal.map(Refusal::message);
  }

  /**
   * The headers that the answer to a WebSocket request should carry: those of CORS, without a
   * check, for browsers do not ask before they open a WebSocket.
   *
   * @param request the request
   * @return name to value, possibly empty
   */
  public Map<String, String> upgradeHeaders(EngineRequest request) {
    return cors.actual(request);
  }

  /**
   * Takes over a WebSocket whose request passed {@link #refuseUpgrade}. It is closed at once if its
   * session has ended meanwhile, or has a WebSocket already.
   *
   * @param request the request
   * @param connection the open connection
   * @return told what comes in on it
   */
  public WebSocketHandler open(EngineRequest request, WebSocketConnection connection) {
    String sid = RequestVerifier.sid(request);
    if (!sid.isEmpty()) {
      Connection session = sessions.get(sid);
      return session != null ? session.upgrade(connection) : turnAway(connection);
    }
    if (closed) {
      return turnAway(connection);
    }
    Connection session = newSession(request);
    WebSocketTransport transport = new WebSocketTransport(session, connection);
    open(session, transport);
    session.settle();
    return transport;
  }

  /** A session that lives, or null. */
  private Connection session(String sid) {
    Connection session = sessions.get(sid);
    if (session != null) {
      session.expire();
    }
    return sessions.get(sid);
  }

  /**
   * Runs a short task on the server's timer, for the container's side. Forgotten if the timer is
   * closed meanwhile.
   *
   * @param delay from now
   * @param task must not block
   */
  public void later(Duration delay, Runnable task) {
    timer.schedule(delay, task);
  }

  /**
   * The number of open sessions.
   *
   * @return how many
   */
  public int clientsCount() {
    return sessions.size();
  }

  /**
   * Ends all sessions at once, with the reason {@code forced close}, and refuses new ones: plain
   * requests with 503, WebSockets with 400. Whoever wants to drain them first closes them one by
   * one before.
   */
  @Override
  public void close() {
    closed = true;
    sessions.values().forEach(Connection::closeNow);
  }

  private void handshake(HttpExchange exchange, Map<String, String> headers) {
    Connection session = newSession(exchange.request());
    PollingTransport transport = new PollingTransport(session);
    Optional<String> cookie =
        options.cookie().map(attributes -> SessionCookie.write(attributes, session.id()));
    open(session, transport);
    if (!transport.accept(exchange, headers, cookie)) {
      exchange.respond(503, headers, EMPTY, false); // closed by the server meanwhile
      session.settle();
    }
  }

  private Connection newSession(EngineRequest request) {
    return new Connection(sids.next(), request, options, timer, this::forget);
  }

  private void forget(Connection ended) {
    if (ended.owesPoll()) {
      crossed.add(ended.id()); // before it is unknown
      timer.schedule(CROSSING, () -> crossed.remove(ended.id()));
    }
    sessions.remove(ended.id());
  }

  private void open(Connection session, Transport transport) {
    session.open(transport, listener);
    sessions.put(session.id(), session);
    if (closed) {
      session.closeNow(); // close() may have passed by before it was in the map
    }
  }

  private static WebSocketHandler turnAway(WebSocketConnection connection) {
    connection.close(WebSocketConnection.NO_STATUS);
    return new DeafHandler();
  }

  private void refuse(HttpExchange exchange, Map<String, String> headers, Refusal refusal) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json");
    String body =
        "{\"code\":"
            + refusal.error().code()
            + ",\"message\":"
            + JsonWriter.write(refusal.message())
            + "}";
    exchange.respond(
        refusal.error() == EngineError.FORBIDDEN ? 403 : 400,
        all,
        body.getBytes(StandardCharsets.UTF_8),
        false);
    report(exchange.request(), refusal);
  }

  private void report(EngineRequest request, Refusal refusal) {
    try {
      listener.onConnectionError(request, refusal.error(), refusal.context());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the listener failed on a refused request", e);
    }
  }

  /** For a WebSocket without a session, until it is closed. */
  private static final class DeafHandler implements WebSocketHandler {

    @Override
    public void onText(String text) {}

    @Override
    public void onBinary(byte[] bytes) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onClose() {}
  }
}
