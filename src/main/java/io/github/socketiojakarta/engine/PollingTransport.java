package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.protocol.EngineCodec;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.EnginePacket.Type;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP long-polling: packets go out as answers to GETs, of which one may wait, and come in as
 * bodies of POSTs, of which one may be read.
 *
 * <p>Fields are guarded by the connection's lock.
 */
final class PollingTransport extends Transport {

  private static final byte[] EMPTY = {};
  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private Poll poll; // the GET that waits for its answer, or null
  private HttpExchange post; // the POST that is being read, or null

  /** A GET with what its answer needs. */
  private record Poll(HttpExchange exchange, Map<String, String> cors, Optional<String> cookie) {}

  PollingTransport(Connection connection) {
    super(connection);
  }

  @Override
  String name() {
    return POLLING;
  }

  @Override
  boolean writable() {
    return poll != null;
  }

  /**
   * Takes a request of the session; called without the lock.
   *
   * @param exchange the request
   * @param cors headers for its answer
   * @param cookie for the answer to the handshake
   * @return false if the session does not poll any more
   */
  boolean accept(HttpExchange exchange, Map<String, String> cors, Optional<String> cookie) {
    return switch (exchange.request().method()) {
      case "GET" -> acceptPoll(new Poll(exchange, cors, cookie));
      case "POST" -> acceptPost(exchange, cors);
      default -> {
        exchange.respond(500, cors, EMPTY, false);
        yield true;
      }
    };
  }

  private boolean acceptPoll(Poll added) {
    boolean overlap;
    synchronized (connection.lock) {
      if (!connection.uses(this)) {
        return false;
      }
      overlap = poll != null;
      if (overlap) {
        refuse(added.exchange, added.cors);
        connection.fail(this, CloseReason.TRANSPORT_ERROR, "overlapping GET");
      } else {
        poll = added;
      }
    }
    if (!overlap) {
      // Outside the lock, and before anything can be answered: it may say at once that the client
      // has gone.
      added.exchange.onAbort(() -> onAbort(added));
      synchronized (connection.lock) {
        if (poll == added) {
          flush();
        }
        if (poll == added && connection.isClosing()) {
          // A poll that found nothing but the end: Node appends the close packet to a noop.
          answer(List.of(EnginePacket.of(Type.NOOP), EnginePacket.of(Type.CLOSE)));
          connection.end(CloseReason.FORCED_CLOSE);
        }
      }
    }
    connection.settle();
    return true;
  }

  /** An answer that was given but not written is lost as well: its packets cannot be repeated. */
  private void onAbort(Poll aborted) {
    synchronized (connection.lock) {
      if (poll == aborted) {
        poll = null;
      }
      connection.fail(this, CloseReason.TRANSPORT_ERROR, "a GET was dropped by the client");
    }
    connection.settle();
  }

  private boolean acceptPost(HttpExchange exchange, Map<String, String> cors) {
    boolean read = false;
    synchronized (connection.lock) {
      if (!connection.uses(this)) {
        return false;
      }
      if (post != null) {
        refuse(exchange, cors);
        connection.fail(this, CloseReason.TRANSPORT_ERROR, "overlapping POST");
      } else if ("application/octet-stream"
          .equals(exchange.request().headers().get("content-type"))) {
        refuse(exchange, cors);
        connection.fail(this, CloseReason.TRANSPORT_ERROR, "binary payload");
      } else {
        post = exchange;
        read = true;
      }
    }
    connection.settle();
    if (read) {
      exchange.readBody(connection.options().maxHttpBufferSize(), new Body(exchange, cors));
    }
    return true;
  }

  /** The rest of one POST. */
  private final class Body implements HttpExchange.BodyHandler {

    private final HttpExchange exchange;
    private final Map<String, String> cors;

    Body(HttpExchange exchange, Map<String, String> cors) {
      this.exchange = exchange;
      this.cors = cors;
    }

    @Override
    public void onBody(byte[] body) {
      EngineCodec.Payload payload =
          EngineCodec.decodePayload(new String(body, StandardCharsets.UTF_8));
      synchronized (connection.lock) {
        if (post != exchange) {
          return; // aborted when the session ended
        }
        post = null;
        connection.receive(PollingTransport.this, payload.packets());
        if (payload.malformed()) {
          connection.receiveMalformed(PollingTransport.this);
        }
        Map<String, String> headers = headers(exchange.request(), cors, "text/html");
        connection.later(() -> exchange.respond(200, headers, OK, false));
      }
      connection.settle();
    }

    @Override
    public void onTooLarge() {
      synchronized (connection.lock) {
        if (post != exchange) {
          return;
        }
        post = null;
        connection.later(() -> exchange.respond(413, cors, EMPTY, false));
      }
      connection.settle();
    }

    @Override
    public void onError() {
      synchronized (connection.lock) {
        if (post != exchange) {
          return;
        }
        connection.fail(
            PollingTransport.this, CloseReason.TRANSPORT_ERROR, "a POST was dropped by the client");
      }
      connection.settle();
    }
  }

  @Override
  void flush() {
    Outbox outbox = connection.outbox();
    if (poll == null || outbox.isEmpty()) {
      return;
    }
    answer(outbox.drain());
    if (connection.isClosing()) {
      connection.awaitLastPoll();
    }
  }

  /** Releases a waiting GET, for an upgrade goes on. */
  void release() {
    if (poll != null) {
      answer(List.of(EnginePacket.of(Type.NOOP)));
    }
  }

  @Override
  void finish() {
    if (poll != null) {
      connection.end(CloseReason.FORCED_CLOSE); // which answers it
    }
  }

  @Override
  void close() {
    if (poll != null) {
      answer(List.of(EnginePacket.of(Type.CLOSE)));
    }
    if (post != null) {
      connection.later(post::abort);
      post = null;
    }
  }

  private void answer(List<EnginePacket> packets) {
    Poll answered = poll;
    poll = null;
    boolean compress = false;
    for (EnginePacket packet : packets) {
      compress |= packet.compress();
    }
    boolean wish = compress;
    connection.later(() -> respond(answered, packets, wish));
  }

  /**
   * Answers a GET that comes too late for its session, as if it had waited when the client closed.
   */
  static void farewell(HttpExchange exchange, Map<String, String> cors) {
    respond(new Poll(exchange, cors, Optional.empty()), List.of(EnginePacket.of(Type.NOOP)), false);
  }

  private static void respond(Poll answered, List<EnginePacket> packets, boolean compress) {
    Map<String, String> headers =
        headers(answered.exchange.request(), answered.cors, "text/plain; charset=UTF-8");
    answered.cookie.ifPresent(cookie -> headers.put("Set-Cookie", cookie));
    byte[] body = EngineCodec.encodePayload(packets).getBytes(StandardCharsets.UTF_8);
    answered.exchange.respond(200, headers, body, compress);
  }

  private void refuse(HttpExchange exchange, Map<String, String> cors) {
    connection.later(() -> exchange.respond(400, cors, EMPTY, false));
  }

  private static Map<String, String> headers(
      EngineRequest request, Map<String, String> cors, String contentType) {
    Map<String, String> headers = new LinkedHashMap<>(cors);
    headers.put("Content-Type", contentType);
    headers.put("cache-control", "no-store");
    String agent = request.headers().getOrDefault("user-agent", "");
    if (agent.contains(";MSIE") || agent.contains("Trident/")) {
      headers.put("X-XSS-Protection", "0"); // its filter took payloads for attacks
    }
    return headers;
  }
}
