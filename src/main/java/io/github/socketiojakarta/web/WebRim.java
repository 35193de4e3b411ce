package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Objects;
import java.util.function.Supplier;

/** Puts an Engine.IO server on a path of a web application. */
public final class WebRim {

  private WebRim() {}

  /**
   * Registers the servlet and, as soon as the container has a WebSocket container to show, the
   * endpoint. To be called while the context starts: from a {@code ServletContainerInitializer}.
   *
   * @param context the application's context
   * @param path where the server listens, with leading and trailing slash, for example {@code
   *     /socket.io/}; everything below it and the path without its trailing slash belong to the
   *     server, too
   * @param engine gives the server, asked anew for every request; while it gives {@code null} or
   *     throws, requests are answered with 503
   * @throws IllegalArgumentException if the path is none
   * @throws IllegalStateException if the path is already registered, or the context has started
   */
  public static void register(ServletContext context, String path, Supplier<EngineServer> engine) {
    Objects.requireNonNull(engine, "engine");
    if (!path.startsWith("/") || !path.endsWith("/") || path.contains("*")) {
      throw new IllegalArgumentException("not a path with leading and trailing slash: " + path);
    }
    ServerEndpointConfig endpoint = endpoint(path);
    String name = "socketio-jakarta " + path;
    ServletRegistration.Dynamic servlet =
        context.addServlet(name, new SocketIoServlet(engine, endpoint));
    if (servlet == null) {
      throw new IllegalStateException("a Socket.IO server is already registered on " + path);
    }
    servlet.setAsyncSupported(true);
    servlet.addMapping(path + "*");
    context.addListener(new EndpointRegistration(endpoint));
  }

  /**
   * The endpoint's own path is internal: a handshake that reaches it not by way of the servlet is
   * refused. It lies outside the public one, where a container's filter could answer in the
   * servlet's place.
   */
  private static ServerEndpointConfig endpoint(String path) {
    return ServerEndpointConfig.Builder.create(
            SocketIoEndpoint.class, "/.socketio-jakarta" + path.substring(0, path.length() - 1))
        .configurator(new ServletHandshake())
        .build();
  }

  /**
   * Adds the endpoint when the context is initialized: in a ServletContainerInitializer some
   * containers do not show their ServerContainer yet.
   */
  private static final class EndpointRegistration implements ServletContextListener {

    private final ServerEndpointConfig endpoint;

    EndpointRegistration(ServerEndpointConfig endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      ServerContainer container = SocketIoServlet.container(event.getServletContext());
      if (container == null) {
        throw new IllegalStateException("the container offers no Jakarta WebSocket");
      }
      try {
        container.addEndpoint(endpoint);
      } catch (DeploymentException e) {
        throw new IllegalStateException("the WebSocket endpoint was refused", e);
      }
    }
  }
}
