package io.github.socketiojakarta.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of Engine.IO, with Node's names and defaults. Immutable; start from {@link #DEFAULTS}
 * and the {@code with} methods, or from the canonical constructor.
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
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          "/socket.io/",
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          1_000_000,
          List.of("polling", "websocket"),
          true,
          Optional.of(1024),
          false,
          Optional.empty(),
          Optional.empty(),
          10_000_000,
          RequestFilter.ALLOW_ALL);

  /** Copies the list. */
  public EngineOptions {
    Objects.requireNonNull(path, "path");
    transports = List.copyOf(transports);
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
}
