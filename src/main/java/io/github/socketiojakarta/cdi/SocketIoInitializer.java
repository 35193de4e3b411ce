package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.web.WebRim;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Called by the container for every WAR with this JAR in it: registers servlet and endpoint on the
 * configured path, unless the application serves no sockets. CDI may not have begun by then, so the
 * server is looked up by the first request.
 */
public class SocketIoInitializer implements ServletContainerInitializer {

  /** Made by the container. */
  public SocketIoInitializer() {}

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
    try {
      SocketIoConfig config = SocketIoConfig.read(ConfigProvider.getConfig());
      if (!config.serve()) {
        return;
      }
      WebRim.register(context, config.server().engine().path(), new LazyEngine());
    } catch (SocketIoException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  /** Looks the server up once; the first threads may do so together and find the same. */
  private static final class LazyEngine implements Supplier<EngineServer> {

    private volatile EngineServer engine; // written by request threads

    @Override
    public EngineServer get() {
      EngineServer found = engine;
      if (found == null) {
        found = CDI.current().select(ServerLifecycle.class).get().server().engine();
        engine = found;
      }
      return found;
    }
  }
}
