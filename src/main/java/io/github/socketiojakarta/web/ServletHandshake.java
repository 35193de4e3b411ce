package io.github.socketiojakarta.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Carries an {@link EngineUpgrade} from the servlet into the container's handshake: both run on one
 * thread, and a thread-local is the only thing that reaches the configurator on every container.
 * The user properties it ends in are those of one handshake.
 */
final class ServletHandshake extends ServerEndpointConfig.Configurator {

  private static final ThreadLocal<EngineUpgrade> CURRENT = new ThreadLocal<>();

  static void upgrade(
      ServerContainer container,
      ServerEndpointConfig endpoint,
      HttpServletRequest request,
      HttpServletResponse response,
      EngineUpgrade upgrade)
      throws IOException, ServletException {
    CURRENT.set(upgrade);
    try {
      container.upgradeHttpToWebSocket(request, response, endpoint, Map.of());
    } catch (DeploymentException e) {
      throw new ServletException(e);
    } finally {
      CURRENT.remove();
    }
  }

  /** Origins are the business of the engine's request filter; this is the guard of the path. */
  @Override
  public boolean checkOrigin(String originHeaderValue) {
    return CURRENT.get() != null;
  }

  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return "";
  }

  /** Some containers compress unless told not to. */
  @Override
  public List<Extension> getNegotiatedExtensions(
      List<Extension> installed, List<Extension> requested) {
    EngineUpgrade upgrade = CURRENT.get();
    return upgrade != null && upgrade.engine().options().perMessageDeflate()
        ? super.getNegotiatedExtensions(installed, requested)
        : List.of();
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    EngineUpgrade upgrade = CURRENT.get();
    if (upgrade != null) {
      upgrade.into(config, response);
    }
  }

  /** Made here because what a container makes is a CDI bean on one and not on the next. */
  @Override
  public <T> T getEndpointInstance(Class<T> endpointClass) {
    return endpointClass.cast(new SocketIoEndpoint());
  }
}
