package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineOptions;
import java.time.Duration;
import java.util.Objects;

/**
 * The options of a Socket.IO server.
 *
 * @param engine those of the layer below
 * @param connectTimeout how long a connection may stay without having joined a namespace; 45 s
 * @param inboxMaxEvents how many events of one socket may wait while its listeners are busy; a
 *     client that sends more is disconnected; 10,000
 * @param inboxMaxBytes how many bytes, or characters of text, of one socket's events may wait; of a
 *     single event the size does not matter; 10,000,000
 */
public record ServerOptions(
    EngineOptions engine, Duration connectTimeout, int inboxMaxEvents, long inboxMaxBytes) {

  /** Node's defaults. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(EngineOptions.DEFAULTS, Duration.ofSeconds(45));

  /** Checks that nothing is absent and the bounds let something pass. */
  public ServerOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    if (inboxMaxEvents < 1 || inboxMaxBytes < 1) {
      throw new IllegalArgumentException("the bounds of the inbox must be positive");
    }
  }

  /**
   * Options with the default bounds of the inbox.
   *
   * @param engine those of the layer below
   * @param connectTimeout how long a connection may stay without having joined a namespace
   */
  public ServerOptions(EngineOptions engine, Duration connectTimeout) {
    this(engine, connectTimeout, 10_000, 10_000_000);
  }
}
