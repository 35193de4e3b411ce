package io.github.socketiojakarta.testing;

import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.web.WebRim;
import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.util.Set;
import java.util.function.Supplier;

/** WildFly's servlet and WebSocket containers, embedded, with an engine on one path. */
public final class UndertowServer implements AutoCloseable {

  private final int port;
  private final DeploymentManager deployment;
  private final Undertow undertow;

  /**
   * Starts a server on the loopback address.
   *
   * @param path where the engine listens, with leading and trailing slash
   * @param engine the engine
   */
  public UndertowServer(String path, Supplier<EngineServer> engine) {
    this(path, engine, LowPorts.free());
  }

  /**
   * Starts a server on the loopback address.
   *
   * @param path where the engine listens, with leading and trailing slash
   * @param engine the engine
   * @param port the port
   */
  public UndertowServer(String path, Supplier<EngineServer> engine, int port) {
    this((classes, context) -> WebRim.register(context, path, engine), port);
  }

  /**
   * Starts a server on the loopback address.
   *
   * @param initializer registers what is served
   * @param port the port
   */
  public UndertowServer(ServletContainerInitializer initializer, int port) {
    this.port = port;
    WebSocketDeploymentInfo webSockets =
        new WebSocketDeploymentInfo()
            .setBuffers(new DefaultByteBufferPool(true, 16 * 1024))
            .setDispatchToWorkerThread(true); // as WildFly does
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(UndertowServer.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("test.war")
            .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, webSockets)
            .addServletContainerInitializer(
                new ServletContainerInitializerInfo(
                    initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
    deployment = Servlets.newContainer().addDeployment(info);
    deployment.deploy();
    try {
      undertow =
          Undertow.builder()
              .addHttpListener(port, "127.0.0.1")
              .setIoThreads(2)
              .setWorkerThreads(16)
              .setHandler(deployment.start())
              .build();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    undertow.start();
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
    try {
      deployment.stop();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    } finally {
      deployment.undeploy();
      undertow.stop();
    }
  }
}
