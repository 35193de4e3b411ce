package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineOptions;
import java.time.Duration;
import java.util.Objects;

/**
 * The options of a Socket.IO server.
 *
 * @param engine those of the layer below
 * @param connectTimeout how long a connection may stay without having joined a namespace; 45 s
 */
public record ServerOptions(EngineOptions engine, Duration connectTimeout) {

  /** Node's defaults. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(EngineOptions.DEFAULTS, Duration.ofSeconds(45));

  /** Checks what must not be absent. */
  public ServerOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
  }
}
