package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.engine.WebSocketHandler;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;

/**
 * The WebSocket endpoint: joins a container's session to the engine. One instance serves one
 * connection; {@link EngineUpgrade} must be among the user properties of its configuration, else it
 * closes the connection with 1008.
 *
 * <p>Public for containers without servlets, whose {@code Configurator} makes the upgrade itself.
 */
public final class SocketIoEndpoint extends Endpoint {

  private static final System.Logger LOG = System.getLogger(SocketIoEndpoint.class.getName());

  private static final Duration SEND_SLACK = Duration.ofSeconds(5);

  private volatile JakartaWebSocket connection; // written in onOpen, as is the next
  private volatile InboundMessages inbound;

  /** Makes the endpoint of one connection. */
  public SocketIoEndpoint() {}

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    EngineUpgrade upgrade = EngineUpgrade.takeFrom(config.getUserProperties());
    if (upgrade == null) {
      refuse(session);
      return;
    }
    EngineServer engine = upgrade.engine();
    EngineOptions options = engine.options();
    session.setMaxIdleTimeout(0); // the engine has its heartbeat
    raiseLimits(session, options.maxHttpBufferSize());
    // What cannot be written while a ping goes unanswered will not be written at all. A little
    // longer, so that it is the heartbeat that gives the client up and names the reason.
    Duration sendTimeout = options.pingInterval().plus(options.pingTimeout()).plus(SEND_SLACK);
    connection = new JakartaWebSocket(session, sendTimeout, engine::later);
    WebSocketHandler handler = engine.open(upgrade.request(), connection);
    inbound = new InboundMessages(options.maxHttpBufferSize(), handler, connection, engine::later);
    session.addMessageHandler(String.class, inbound.text());
    session.addMessageHandler(byte[].class, inbound.binary());
  }

  private static void refuse(Session session) {
    LOG.log(System.Logger.Level.WARNING, "a WebSocket handshake came past the servlet: refused");
    try {
      session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, null));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the refused WebSocket has ended already", e);
    }
  }

  /**
   * Containers with a limit of their own have a smaller one. Those without keep none: Undertow
   * would reserve for each message what it is told.
   */
  private static void raiseLimits(Session session, int maxBytes) {
    int text = session.getMaxTextMessageBufferSize();
    if (text > 0 && text < maxBytes) {
      session.setMaxTextMessageBufferSize(maxBytes);
    }
    int binary = session.getMaxBinaryMessageBufferSize();
    if (binary > 0 && binary < maxBytes) {
      session.setMaxBinaryMessageBufferSize(maxBytes);
    }
  }

  @Override
  public void onError(Session session, Throwable error) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket failed", error);
    InboundMessages messages = inbound;
    if (messages != null) {
      messages.error(error);
    }
    JakartaWebSocket socket = connection;
    if (socket != null) {
      // Without effect if the container has sent a close frame with the code that fits the error.
      socket.close(CloseReason.CloseCodes.UNEXPECTED_CONDITION.getCode());
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    InboundMessages messages = inbound;
    if (messages != null) {
      messages.close();
    }
  }
}
