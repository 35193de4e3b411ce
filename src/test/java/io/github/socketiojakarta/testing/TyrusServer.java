package io.github.socketiojakarta.testing;

import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.web.EngineUpgrade;
import io.github.socketiojakarta.web.SocketIoEndpoint;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * Tyrus without servlets, so WebSocket only: the endpoint stands on the public path, and a bad
 * handshake is answered by 101 and a close frame.
 */
public final class TyrusServer implements AutoCloseable {

  private final int port = LowPorts.free();
  private final LoopbackContainer container = new LoopbackContainer();

  /**
   * Starts a server on the loopback address.
   *
   * @param path where the engine listens, with leading and trailing slash
   * @param engine the engine
   */
  public TyrusServer(String path, Supplier<EngineServer> engine) {
    try {
      container.addEndpoint(
          ServerEndpointConfig.Builder.create(SocketIoEndpoint.class, path)
              .configurator(new Handshake(engine))
              .build());
      container.start("/", port);
    } catch (DeploymentException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The port.
   *
   * @return it
   */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    container.stop();
  }

  /** Tyrus' own container for Grizzly listens on all addresses. */
  private static final class LoopbackContainer extends TyrusServerContainer {

    private final WebSocketEngine webSockets = TyrusWebSocketEngine.builder(this).build();
    private final HttpServer http = new HttpServer();

    LoopbackContainer() {
      super((Set<Class<?>>) null);
    }

    @Override
    public void register(Class<?> endpointClass) throws DeploymentException {
      webSockets.register(endpointClass, "/");
    }

    @Override
    public void register(ServerEndpointConfig config) throws DeploymentException {
      webSockets.register(config, "/");
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
      return webSockets;
    }

    @Override
    public Map<String, Object> getProperties() {
      return Map.of();
    }

    @Override
    public void start(String rootPath, int port) throws IOException, DeploymentException {
      NetworkListener listener = new NetworkListener("loopback", "127.0.0.1", port);
      listener.getTransport().setIOStrategy(WorkerThreadIOStrategy.getInstance());
      listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
      listener.registerAddOn(addOn(rootPath));
      http.addListener(listener);
      http.start();
      super.start(rootPath, port);
    }

    private AddOn addOn(String rootPath) {
      try {
        Constructor<WebSocketAddOn> constructor =
            WebSocketAddOn.class.getDeclaredConstructor(ServerContainer.class, String.class);
        constructor.setAccessible(true);
        return constructor.newInstance(this, rootPath);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void stop() {
      super.stop();
      http.shutdownNow();
    }
  }

  private static final class Handshake extends ServerEndpointConfig.Configurator {

    private final Supplier<EngineServer> engine;

    Handshake(Supplier<EngineServer> engine) {
      this.engine = engine;
    }

    @Override
    public boolean checkOrigin(String originHeaderValue) {
      return true;
    }

    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      EngineRequest handshake = request(request);
      if (engine.get().refuseUpgrade(handshake).isEmpty()) {
        new EngineUpgrade(engine.get(), handshake).into(config, response);
      }
    }

    private static EngineRequest request(HandshakeRequest request) {
      Map<String, String> headers = new HashMap<>();
      request
          .getHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), join(values)));
      Map<String, String> query = new HashMap<>();
      request
          .getParameterMap()
          .forEach((name, values) -> query.put(name, values.get(values.size() - 1)));
      return new EngineRequest(
          "GET",
          request.getRequestURI().getRawPath() + "?" + request.getQueryString(),
          headers,
          query,
          "127.0.0.1",
          false,
          Optional.empty(),
          Instant.now());
    }

    private static String join(List<String> values) {
      return String.join(", ", values);
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
      return endpointClass.cast(new SocketIoEndpoint());
    }
  }
}
