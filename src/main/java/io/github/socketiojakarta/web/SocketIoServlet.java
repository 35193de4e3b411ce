package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.EngineServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Stands on the public path: plain requests go to the engine, WebSocket requests are upgraded. */
final class SocketIoServlet extends HttpServlet {

  private static final System.Logger LOG = System.getLogger(SocketIoServlet.class.getName());

  /** Time beyond a heartbeat for a slow client to send a body or to take an answer. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final transient Supplier<EngineServer> engines;
  private final transient ServerEndpointConfig endpoint;

  SocketIoServlet(Supplier<EngineServer> engines, ServerEndpointConfig endpoint) {
    this.engines = engines;
    this.endpoint = endpoint;
  }

  static ServerContainer container(ServletContext context) {
    return (ServerContainer) context.getAttribute(ServerContainer.class.getName());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    EngineServer engine = engine();
    if (engine == null) {
      response.setHeader("Retry-After", "1");
      refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "");
    } else if (ServletRequests.isWebSocket(request)) {
      upgrade(engine, request, response);
    } else {
      handle(engine, request, response);
    }
  }

  private EngineServer engine() {
    try {
      return engines.get();
    } catch (RuntimeException notReady) {
      LOG.log(System.Logger.Level.DEBUG, "the server is not running", notReady);
      return null;
    }
  }

  private void upgrade(
      EngineServer engine, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    EngineRequest handshake = ServletRequests.toEngine(request);
    Optional<String> refusal = engine.refuseUpgrade(handshake);
    if (refusal.isEmpty()) {
      refusal = ServletRequests.handshakeError(request);
      if (refusal.isPresent()) {
        response.setHeader("Sec-WebSocket-Version", "13");
      }
    }
    if (refusal.isPresent()) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, refusal.get());
      return;
    }
    ServletHandshake.upgrade(
        container(getServletContext()),
        endpoint,
        request,
        response,
        new EngineUpgrade(engine, handshake));
  }

  /** WIRE A.2: a refused upgrade is answered by the bare message, and the connection ends. */
  private static void refuse(HttpServletResponse response, int status, String message)
      throws IOException {
    byte[] body = message.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setHeader("Connection", "close");
    response.setContentType("text/html");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private void handle(EngineServer engine, HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    AsyncContext async;
    try {
      async = request.startAsync(request, response);
    } catch (IllegalStateException e) {
      throw new ServletException("a filter on the path does not support asynchronous requests", e);
    }
    EngineOptions options = engine.options();
    // A poll lasts a heartbeat at most. What lasts longer belongs to a session that is gone, but a
    // client that does not read its answer would keep it for ever.
    async.setTimeout(options.pingInterval().plus(options.pingTimeout()).plus(SLACK).toMillis());
    ServletExchange exchange =
        new ServletExchange(
            async, request, response, options.httpCompressionThreshold().orElse(Integer.MAX_VALUE));
    try {
      engine.handle(exchange);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the engine failed", e);
      exchange.respond(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Map.of(), new byte[0], false);
    }
  }
}
