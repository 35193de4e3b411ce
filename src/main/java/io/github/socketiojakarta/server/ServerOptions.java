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
  public static final ServerOptions DEFAULTS = builder().build();

  /** Checks that nothing is absent and the bounds let something pass. */
  public ServerOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    if (inboxMaxEvents < 1 || inboxMaxBytes < 1) {
      throw new IllegalArgumentException("the bounds of the inbox must be positive");
    }
  }

  /**
   * Begins with the defaults.
   *
   * @return takes what is to be different
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with these options.
   *
   * @return takes what is to be different
   */
  public Builder toBuilder() {
    return builder()
        .engine(engine)
        .connectTimeout(connectTimeout)
        .inboxMaxEvents(inboxMaxEvents)
        .inboxMaxBytes(inboxMaxBytes);
  }

  /** Collects options; for one thread. */
  public static final class Builder {

    private EngineOptions engine = EngineOptions.DEFAULTS;
    private Duration connectTimeout = Duration.ofSeconds(45);
    private int inboxMaxEvents = 10_000;
    private long inboxMaxBytes = 10_000_000;

    private Builder() {}

    /**
     * Sets {@link ServerOptions#engine}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder engine(EngineOptions value) {
      engine = value;
      return this;
    }

    /**
     * Sets {@link ServerOptions#connectTimeout}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    /**
     * Sets {@link ServerOptions#inboxMaxEvents}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder inboxMaxEvents(int value) {
      inboxMaxEvents = value;
      return this;
    }

    /**
     * Sets {@link ServerOptions#inboxMaxBytes}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder inboxMaxBytes(long value) {
      inboxMaxBytes = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @return them
     */
    public ServerOptions build() {
      return new ServerOptions(engine, connectTimeout, inboxMaxEvents, inboxMaxBytes);
    }
  }
}
