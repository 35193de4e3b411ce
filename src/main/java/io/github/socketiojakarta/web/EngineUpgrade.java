package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.EngineServer;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A WebSocket request on its way from the handshake to {@link SocketIoEndpoint}: what a container's
 * session does not tell, or not everywhere. It must have passed {@link EngineServer#refuseUpgrade}.
 *
 * @param engine takes the connection over
 * @param request the request
 */
public record EngineUpgrade(EngineServer engine, EngineRequest request) {

  private static final String KEY = EngineUpgrade.class.getName();

  /** Checks what must not be absent. */
  public EngineUpgrade {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(request, "request");
  }

  /**
   * Hands this over to the endpoint and gives the answer its headers. To be called in {@code
   * Configurator.modifyHandshake}.
   *
   * @param config that of the handshake
   * @param response the answer
   */
  public void into(ServerEndpointConfig config, HandshakeResponse response) {
    config.getUserProperties().put(KEY, this);
    engine
        .upgradeHeaders(request)
        .forEach((name, value) -> response.getHeaders().put(name, List.of(value)));
  }

  /**
   * Takes out what {@link #into} put in. Containers keep these properties longer than the
   * connection, Undertow's idle threads for one, and should not keep the engine with them.
   *
   * @return null if the handshake did not come by {@link #into}
   */
  static EngineUpgrade takeFrom(Map<String, Object> userProperties) {
    return userProperties.remove(KEY) instanceof EngineUpgrade upgrade ? upgrade : null;
  }
}
