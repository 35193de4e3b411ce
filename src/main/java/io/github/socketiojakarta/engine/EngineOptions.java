package io.github.socketiojakarta.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of Engine.IO, with Node's names and defaults. Immutable; start from {@link #builder}
 * or {@link #toBuilder}.
 *
 * @param path where the server listens, with leading and trailing slash; {@code /socket.io/}
 * @param pingInterval time between two pings; 25 s
 * @param pingTimeout how long to wait for a pong; 20 s
 * @param upgradeTimeout how long an upgrade may take; 10 s
 * @param maxHttpBufferSize bytes a message or POST body may have; 1,000,000
 * @param transports the enabled transports; polling and websocket
 * @param allowUpgrades whether polling clients are offered WebSocket; true
 * @param httpCompressionThreshold polling answers from this many bytes on are compressed; 1024;
 *     empty: never
 * @param perMessageDeflate whether WebSocket compression may be negotiated, as far as the container
 *     offers it; false
 * @param cors answers to cross-origin requests; none
 * @param cookie the cookie with the session id; none
 * @param outboxMaxBytes what may wait for one client before it is closed; 10,000,000
 * @param requestFilter decides about handshakes; lets all in
 */
public record EngineOptions(
    String path,
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    int maxHttpBufferSize,
    List<String> transports,
    boolean allowUpgrades,
    Optional<Integer> httpCompressionThreshold,
    boolean perMessageDeflate,
    Optional<Cors> cors,
    Optional<Cookie> cookie,
    long outboxMaxBytes,
    RequestFilter requestFilter) {

  /** Node's defaults. */
  public static final EngineOptions DEFAULTS = builder().build();

  /** Copies the list. */
  public EngineOptions {
    Objects.requireNonNull(path, "path");
    transports = List.copyOf(transports);
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
        .path(path)
        .pingInterval(pingInterval)
        .pingTimeout(pingTimeout)
        .upgradeTimeout(upgradeTimeout)
        .maxHttpBufferSize(maxHttpBufferSize)
        .transports(transports)
        .allowUpgrades(allowUpgrades)
        .httpCompressionThreshold(httpCompressionThreshold)
        .perMessageDeflate(perMessageDeflate)
        .cors(cors)
        .cookie(cookie)
        .outboxMaxBytes(outboxMaxBytes)
        .requestFilter(requestFilter);
  }

  /**
   * What Node's {@code cors} package takes.
   *
   * @param origins allowed origins: {@code "*"}, exact origins, or regular expressions written
   *     {@code /.../}
   * @param methods the allowed methods
   * @param allowedHeaders the allowed headers; empty: those the client asks for
   * @param exposedHeaders headers the page may read
   * @param credentials whether cookies may be sent
   * @param maxAge how long a preflight may be cached
   */
  public record Cors(
      List<String> origins,
      List<String> methods,
      List<String> allowedHeaders,
      List<String> exposedHeaders,
      boolean credentials,
      Optional<Duration> maxAge) {

    /** Copies the lists and checks the regular expressions. */
    public Cors {
      origins = List.copyOf(origins);
      methods = List.copyOf(methods);
      allowedHeaders = List.copyOf(allowedHeaders);
      exposedHeaders = List.copyOf(exposedHeaders);
      for (String origin : origins) {
        if (isPattern(origin)) {
          Pattern.compile(origin.substring(1, origin.length() - 1));
        }
      }
    }

    private static boolean isPattern(String origin) {
      return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
    }
  }

  /**
   * The cookie of a polling handshake.
   *
   * @param name {@code io}
   * @param path {@code /}
   * @param httpOnly true
   * @param sameSite {@code Lax}, {@code Strict} or {@code None}
   * @param maxAge how long it is kept; empty: for the browser's session
   * @param domain its domain; empty: the host
   * @param secure whether it is sent over TLS only
   */
  public record Cookie(
      String name,
      String path,
      boolean httpOnly,
      Optional<String> sameSite,
      Optional<Duration> maxAge,
      Optional<String> domain,
      boolean secure) {

    /** What Node's {@code cookie: true} means. */
    public static final Cookie DEFAULTS =
        new Cookie("io", "/", true, Optional.of("Lax"), Optional.empty(), Optional.empty(), false);
  }

  /** Collects options; for one thread. */
  public static final class Builder {

    private String path = "/socket.io/";
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private int maxHttpBufferSize = 1_000_000;
    private List<String> transports = List.of("polling", "websocket");
    private boolean allowUpgrades = true;
    private Optional<Integer> httpCompressionThreshold = Optional.of(1024);
    private boolean perMessageDeflate = false;
    private Optional<Cors> cors = Optional.empty();
    private Optional<Cookie> cookie = Optional.empty();
    private long outboxMaxBytes = 10_000_000;
    private RequestFilter requestFilter = RequestFilter.ALLOW_ALL;

    private Builder() {}

    /**
     * Sets {@link EngineOptions#path}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder path(String value) {
      path = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#pingInterval}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder pingInterval(Duration value) {
      pingInterval = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#pingTimeout}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder pingTimeout(Duration value) {
      pingTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#upgradeTimeout}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder upgradeTimeout(Duration value) {
      upgradeTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxHttpBufferSize}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder maxHttpBufferSize(int value) {
      maxHttpBufferSize = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#transports}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder transports(List<String> value) {
      transports = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#allowUpgrades}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder allowUpgrades(boolean value) {
      allowUpgrades = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#httpCompressionThreshold}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder httpCompressionThreshold(Optional<Integer> value) {
      httpCompressionThreshold = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#perMessageDeflate}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder perMessageDeflate(boolean value) {
      perMessageDeflate = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#cors}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder cors(Optional<Cors> value) {
      cors = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#cookie}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder cookie(Optional<Cookie> value) {
      cookie = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#outboxMaxBytes}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder outboxMaxBytes(long value) {
      outboxMaxBytes = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#requestFilter}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder requestFilter(RequestFilter value) {
      requestFilter = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @return them
     */
    public EngineOptions build() {
      return new EngineOptions(
          path,
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          maxHttpBufferSize,
          transports,
          allowUpgrades,
          httpCompressionThreshold,
          perMessageDeflate,
          cors,
          cookie,
          outboxMaxBytes,
          requestFilter);
    }
  }
}
