package io.github.socketiojakarta.conformance;

import io.github.socketiojakarta.web.WebRim;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Puts {@link EngineEcho} on its path. */
public final class EngineEchoInitializer implements ServletContainerInitializer {

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    WebRim.register(
        context, EngineEcho.PATH, () -> CDI.current().select(EngineEcho.class).get().server());
  }
}
