package io.github.socketiojakarta.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Decides whether a request may go on, in Node's order of tests. Keeps no state. */
final class RequestVerifier {

  private static final System.Logger LOG = System.getLogger(RequestVerifier.class.getName());

  private static final List<String> KNOWN = List.of(Transport.POLLING, Transport.WEBSOCKET);

  private final EngineOptions options;
  private final Function<String, Connection> sessions;

  /**
   * Makes a verifier.
   *
   * @param options the enabled transports and the filter
   * @param sessions the open session of an id, or null
   */
  RequestVerifier(EngineOptions options, Function<String, Connection> sessions) {
    this.options = options;
    this.sessions = sessions;
  }

  /**
   * Looks at a request. Consults the filter, which may take its time, for handshakes only.
   *
   * @param request the request
   * @param upgrade whether it asks for a WebSocket
   * @return why it must be refused, or empty
   */
  Optional<Refusal> verify(EngineRequest request, boolean upgrade) {
    String transport = request.query().get("transport");
    if (transport == null) {
      return refuse(EngineError.UNKNOWN_TRANSPORT, Map.of());
    }
    if (!KNOWN.contains(transport) || !options.transports().contains(transport)) {
      return refuse(EngineError.UNKNOWN_TRANSPORT, Map.of("transport", transport));
    }
    String origin = request.headers().get("origin");
    if (origin != null && HeaderValues.forbidden(origin)) {
      return refuse(EngineError.BAD_REQUEST, Map.of("name", "INVALID_ORIGIN", "origin", origin));
    }
    if (upgrade && !transport.equals(Transport.WEBSOCKET)) {
      // Node answers 101 and closes at once: a refusal tells the client more.
      return refuse(EngineError.BAD_REQUEST, Map.of("name", "TRANSPORT_HANDSHAKE_ERROR"));
    }
    String sid = sid(request);
    return sid.isEmpty()
        ? verifyHandshake(request, transport, upgrade)
        : verifySession(request, sid, transport, upgrade);
  }

  /** The session a request belongs to, or "" for a handshake. */
  static String sid(EngineRequest request) {
    return request.query().getOrDefault("sid", "");
  }

  private Optional<Refusal> verifySession(
      EngineRequest request, String sid, String transport, boolean upgrade) {
    Connection session = sessions.apply(sid);
    if (session == null) {
      return refuse(EngineError.UNKNOWN_SID, Map.of("sid", sid));
    }
    String current = session.transport();
    if (!upgrade && !current.equals(transport)) {
      return refuse(
          EngineError.BAD_REQUEST,
          Map.of(
              "name", "TRANSPORT_MISMATCH", "transport", transport, "previousTransport", current));
    }
    if (revision(request) != 4) {
      return refuse(
          EngineError.BAD_REQUEST,
          Map.of("name", "PROTOCOL_MISMATCH", "protocol", "3", "previousProtocol", "4"));
    }
    return Optional.empty();
  }

  private Optional<Refusal> verifyHandshake(
      EngineRequest request, String transport, boolean upgrade) {
    if (!request.method().equals("GET")) {
      return refuse(EngineError.BAD_HANDSHAKE_METHOD, Map.of("method", request.method()));
    }
    if (transport.equals(Transport.WEBSOCKET) && !upgrade) {
      return refuse(EngineError.BAD_REQUEST, Map.of("name", "TRANSPORT_HANDSHAKE_ERROR"));
    }
    try {
      Optional<String> message = options.requestFilter().refuse(request);
      if (message.isPresent()) {
        return Optional.of(
            new Refusal(EngineError.FORBIDDEN, message.get(), Map.of("message", message.get())));
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the request filter failed; handshake refused", e);
      return refuse(EngineError.BAD_REQUEST, Map.of("name", "MIDDLEWARE_FAILURE"));
    }
    if (revision(request) != 4) {
      return refuse(EngineError.UNSUPPORTED_PROTOCOL_VERSION, Map.of("protocol", "3"));
    }
    return Optional.empty();
  }

  /** Anything but the string "4" means 3. */
  private static int revision(EngineRequest request) {
    return "4".equals(request.query().get("EIO")) ? 4 : 3;
  }

  private static Optional<Refusal> refuse(EngineError error, Map<String, String> context) {
    return Optional.of(new Refusal(error, context));
  }
}
