package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineOptions.Cookie;
import io.github.socketiojakarta.engine.EngineOptions.Cors;
import io.github.socketiojakarta.engine.RequestFilter;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.server.ServerOptions;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eclipse.microprofile.config.Config;

/**
 * The configuration of a deployment, read once from MicroProfile Config. The options and their
 * defaults are those of Socket.IO 4.8 and of its adapter for Redis Streams, in kebab case.
 *
 * @param server the options of the server
 * @param redis the options of the adapter; empty if no Redis is configured
 * @param executor the JNDI name of the managed executor; empty if the key is not set
 * @param scheduledExecutor the JNDI name of the managed scheduled executor; empty if the key is not
 *     set
 */
public record SocketIoConfig(
    ServerOptions server,
    Optional<RedisOptions> redis,
    Optional<String> executor,
    Optional<String> scheduledExecutor) {

  /** What all keys begin with. */
  static final String PREFIX = "socketio.";

  private static final List<ConfigKey> TABLE = new ArrayList<>();

  private static final ConfigKey PATH =
      key("path", "/socket.io/", "Where clients connect, below the context root of the WAR");
  private static final ConfigKey PING_INTERVAL =
      key("ping-interval", "25s", "Time between two pings to a client");
  private static final ConfigKey PING_TIMEOUT =
      key("ping-timeout", "20s", "How long a client may take to answer a ping");
  private static final ConfigKey UPGRADE_TIMEOUT =
      key("upgrade-timeout", "10s", "How long the change from polling to WebSocket may take");
  private static final ConfigKey CONNECT_TIMEOUT =
      key("connect-timeout", "45s", "How long a connection may stay without joining a namespace");
  private static final ConfigKey MAX_HTTP_BUFFER_SIZE =
      key("max-http-buffer-size", "1000000", "Bytes that one message or POST body may have");
  private static final ConfigKey TRANSPORTS =
      key("transports", "polling,websocket", "The enabled transports");
  private static final ConfigKey ALLOW_UPGRADES =
      key("allow-upgrades", "true", "Whether polling clients are offered WebSocket");
  private static final ConfigKey HTTP_COMPRESSION =
      key("http-compression", "true", "Whether polling answers may be compressed");
  private static final ConfigKey HTTP_COMPRESSION_THRESHOLD =
      key("http-compression.threshold", "1024", "Bytes from which on polling answers are");
  private static final ConfigKey PER_MESSAGE_DEFLATE =
      key(
          "per-message-deflate",
          "false",
          "Whether WebSocket compression may be negotiated, where the container offers it");
  private static final ConfigKey CORS_ORIGIN =
      key(
          "cors.origin",
          "",
          "Origins that may connect from other sites: `*`, `https://example.com`, or regular"
              + " expressions `/…/`, commas between; without it no other origin may");
  private static final ConfigKey CORS_METHODS =
      key("cors.methods", "GET,HEAD,PUT,PATCH,POST,DELETE", "Methods named to a preflight request");
  private static final ConfigKey CORS_ALLOWED_HEADERS =
      key("cors.allowed-headers", "", "Headers a page may send; those it asks for if not set");
  private static final ConfigKey CORS_EXPOSED_HEADERS =
      key("cors.exposed-headers", "", "Headers a page may read");
  private static final ConfigKey CORS_CREDENTIALS =
      key("cors.credentials", "false", "Whether a page of another origin may send cookies");
  private static final ConfigKey CORS_MAX_AGE =
      key("cors.max-age", "", "How long a preflight may be cached; a plain number counts seconds");
  private static final ConfigKey COOKIE_NAME =
      key(
          "cookie.name",
          "",
          "Name of a cookie with the session id (`io` in Node); none if not set");
  private static final ConfigKey COOKIE_PATH = key("cookie.path", "/", "Path of the cookie");
  private static final ConfigKey COOKIE_HTTP_ONLY =
      key("cookie.http-only", "true", "Whether the cookie is kept from scripts");
  private static final ConfigKey COOKIE_SAME_SITE =
      key("cookie.same-site", "Lax", "`Lax`, `Strict` or `None`");
  private static final ConfigKey COOKIE_MAX_AGE =
      key(
          "cookie.max-age",
          "",
          "How long the cookie is kept, a plain number counts seconds; for the browser's session"
              + " if not set");
  private static final ConfigKey COOKIE_DOMAIN = key("cookie.domain", "", "Domain of the cookie");
  private static final ConfigKey COOKIE_SECURE =
      key("cookie.secure", "false", "Whether the cookie is sent over TLS only");
  private static final ConfigKey OUTBOX_MAX_BYTES =
      key("outbox.max-bytes", "10000000", "Bytes that may wait for one client before it is closed");
  private static final ConfigKey INBOX_MAX_EVENTS =
      key(
          "inbox.max-events",
          "10000",
          "Events of one socket that may wait for its handlers before it is closed");
  private static final ConfigKey INBOX_MAX_BYTES =
      key("inbox.max-bytes", "10000000", "Bytes of such events");
  private static final ConfigKey EXECUTOR =
      key(
          "executor",
          "java:comp/DefaultManagedExecutorService",
          "JNDI name of the ManagedExecutorService that runs handlers; before the default a CDI"
              + " bean of that type is taken");
  private static final ConfigKey SCHEDULED_EXECUTOR =
      key(
          "scheduled-executor",
          "java:comp/DefaultManagedScheduledExecutorService",
          "JNDI name of the ManagedScheduledExecutorService for time-outs; before the default a"
              + " CDI bean of that type is taken");
  private static final ConfigKey REDIS_URI =
      key(
          "redis.uri",
          "",
          "Where Redis is, for example `redis://localhost:6379`; one node if not" + " set");
  private static final ConfigKey REDIS_STREAM_NAME =
      key("redis.stream-name", "socket.io", "The stream, the same on all nodes");
  private static final ConfigKey REDIS_STREAM_COUNT =
      key("redis.stream-count", "1", "How many streams the namespaces are spread over");
  private static final ConfigKey REDIS_MAX_LEN =
      key("redis.max-len", "10000", "About how many entries a stream keeps");
  private static final ConfigKey REDIS_READ_COUNT =
      key("redis.read-count", "100", "How many entries are read at once");
  private static final ConfigKey REDIS_BLOCK_TIME =
      key("redis.block-time", "5s", "How long a read waits for entries");
  private static final ConfigKey REDIS_ONLY_PLAINTEXT =
      key("redis.only-plaintext", "false", "Whether bytes are written as JSON, not MessagePack");
  private static final ConfigKey PUBLISH_MAX_PENDING =
      key("publish.max-pending", "10000", "How many messages may wait while Redis is away");
  private static final ConfigKey PUBLISH_TIMEOUT =
      key("publish.timeout", "60s", "How long a message may wait before it is given up");

  /** Every key there is, in the order of the README's table. */
  public static final List<ConfigKey> KEYS = List.copyOf(TABLE);

  private static final Set<String> TRANSPORT_NAMES = Set.of("polling", "websocket");
  private static final Set<String> SAME_SITE = Set.of("lax", "strict", "none");
  private static final Set<String> REDIS_SCHEMES =
      Set.of("redis", "rediss", "redis-socket", "redis-sentinel", "rediss-sentinel");

  /** RFC 9110, 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** RFC 6454, 6.2: no path, not even a slash, or it would never equal an Origin header. */
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+");

  private static final Pattern PATHS = Pattern.compile("(/[A-Za-z0-9._~-]+)+/?");

  private static ConfigKey key(String name, String defaultValue, String meaning) {
    ConfigKey key = new ConfigKey(PREFIX + name, defaultValue, meaning);
    TABLE.add(key);
    return key;
  }

  /**
   * Reads and checks the configuration.
   *
   * @param config where the values are
   * @return the configuration, valid as a whole
   * @throws SocketIoException if something is wrong: names every key concerned, its value and what
   *     is allowed
   */
  public static SocketIoConfig read(Config config) {
    ConfigReader reader = new ConfigReader(config);
    Optional<Cors> cors = cors(reader);
    Optional<Cookie> cookie = cookie(reader);
    EngineOptions engine = engine(reader, cors, cookie);
    ServerOptions server =
        new ServerOptions(
            engine,
            reader.duration(CONNECT_TIMEOUT),
            reader.integer(INBOX_MAX_EVENTS, 1),
            reader.number(INBOX_MAX_BYTES, 1, Long.MAX_VALUE));
    Optional<RedisOptions> redis = redis(reader);
    Optional<String> executor = jndiName(reader, EXECUTOR);
    Optional<String> scheduledExecutor = jndiName(reader, SCHEDULED_EXECUTOR);
    if (!reader.mistakes().isEmpty()) {
      throw new SocketIoException(
          "the configuration of Socket.IO is wrong:\n  " + String.join("\n  ", reader.mistakes()));
    }
    return new SocketIoConfig(server, redis, executor, scheduledExecutor);
  }

  /** The options of the server with the application's filter. */
  ServerOptions serverWith(RequestFilter filter) {
    EngineOptions e = server.engine();
    return new ServerOptions(
        new EngineOptions(
            e.path(),
            e.pingInterval(),
            e.pingTimeout(),
            e.upgradeTimeout(),
            e.maxHttpBufferSize(),
            e.transports(),
            e.allowUpgrades(),
            e.httpCompressionThreshold(),
            e.perMessageDeflate(),
            e.cors(),
            e.cookie(),
            e.outboxMaxBytes(),
            filter),
        server.connectTimeout(),
        server.inboxMaxEvents(),
        server.inboxMaxBytes());
  }

  /** The JNDI names that count if neither a key nor a bean says otherwise. */
  static String defaultExecutor() {
    return EXECUTOR.defaultValue();
  }

  static String defaultScheduledExecutor() {
    return SCHEDULED_EXECUTOR.defaultValue();
  }

  static String executorKey() {
    return EXECUTOR.name();
  }

  static String scheduledExecutorKey() {
    return SCHEDULED_EXECUTOR.name();
  }

  private static EngineOptions engine(
      ConfigReader reader, Optional<Cors> cors, Optional<Cookie> cookie) {
    String path =
        reader.text(
            PATH,
            v -> PATHS.matcher(v).matches(),
            "a path of letters, digits and -._~ below the context root, such as /socket.io/");
    int threshold = reader.integer(HTTP_COMPRESSION_THRESHOLD, 0);
    return new EngineOptions(
        path.endsWith("/") ? path : path + "/",
        reader.duration(PING_INTERVAL),
        reader.duration(PING_TIMEOUT),
        reader.duration(UPGRADE_TIMEOUT),
        reader.integer(MAX_HTTP_BUFFER_SIZE, 1),
        transports(reader),
        reader.bool(ALLOW_UPGRADES),
        reader.bool(HTTP_COMPRESSION) ? Optional.of(threshold) : Optional.empty(),
        reader.bool(PER_MESSAGE_DEFLATE),
        cors,
        cookie,
        reader.number(OUTBOX_MAX_BYTES, 1, Long.MAX_VALUE),
        RequestFilter.ALLOW_ALL);
  }

  private static List<String> transports(ConfigReader reader) {
    String allowed = "polling, websocket, or both with a comma between";
    int before = reader.mistakes().size();
    List<String> names = reader.list(TRANSPORTS, TRANSPORT_NAMES::contains, allowed);
    boolean wrong = names.isEmpty() || new HashSet<>(names).size() < names.size();
    if (wrong && reader.mistakes().size() == before) {
      reader.mistake(TRANSPORTS, String.join(",", names), allowed);
    }
    return names;
  }

  private static Optional<Cors> cors(ConfigReader reader) {
    boolean on =
        isOn(
            reader,
            CORS_ORIGIN,
            CORS_METHODS,
            CORS_ALLOWED_HEADERS,
            CORS_EXPOSED_HEADERS,
            CORS_CREDENTIALS,
            CORS_MAX_AGE);
    String header = "names of headers with commas between";
    List<String> origins =
        reader.list(
            CORS_ORIGIN,
            SocketIoConfig::isOrigin,
            "*, an origin such as https://example.com (without a slash at the end), or a regular"
                + " expression between slashes");
    List<String> methods =
        reader.list(CORS_METHODS, SocketIoConfig::isToken, "methods with commas between");
    boolean credentials = reader.bool(CORS_CREDENTIALS);
    if (credentials && origins.contains("*")) {
      reader.mistake(
          CORS_CREDENTIALS,
          "true",
          "false as long as "
              + CORS_ORIGIN.name()
              + " is *: browsers send cookies to named origins only");
    }
    List<String> allowedHeaders =
        reader.list(CORS_ALLOWED_HEADERS, SocketIoConfig::isToken, header);
    List<String> exposedHeaders =
        reader.list(CORS_EXPOSED_HEADERS, SocketIoConfig::isToken, header);
    var maxAge = reader.optionalDuration(CORS_MAX_AGE, ChronoUnit.SECONDS, 0);
    return on
        ? Optional.of(
            new Cors(origins, methods, allowedHeaders, exposedHeaders, credentials, maxAge))
        : Optional.empty();
  }

  private static Optional<Cookie> cookie(ConfigReader reader) {
    boolean on =
        isOn(
            reader,
            COOKIE_NAME,
            COOKIE_PATH,
            COOKIE_HTTP_ONLY,
            COOKIE_SAME_SITE,
            COOKIE_MAX_AGE,
            COOKIE_DOMAIN,
            COOKIE_SECURE);
    Optional<String> name =
        reader.optionalText(COOKIE_NAME, SocketIoConfig::isToken, "a name of letters and digits");
    String path =
        reader.text(
            COOKIE_PATH, v -> v.matches("/[^;\\s\\p{Cntrl}]*"), "a path that begins with /");
    boolean httpOnly = reader.bool(COOKIE_HTTP_ONLY);
    String sameSite =
        reader.text(
            COOKIE_SAME_SITE,
            v -> SAME_SITE.contains(v.toLowerCase(Locale.ROOT)),
            "Lax, Strict or None");
    var maxAge = reader.optionalDuration(COOKIE_MAX_AGE, ChronoUnit.SECONDS, 0);
    Optional<String> domain =
        reader.optionalText(COOKIE_DOMAIN, v -> v.matches("[A-Za-z0-9.-]+"), "a domain name");
    boolean secure = reader.bool(COOKIE_SECURE);
    if (sameSite.equalsIgnoreCase("none") && !secure) {
      reader.mistake(
          COOKIE_SAME_SITE,
          sameSite,
          "Lax or Strict, or set " + COOKIE_SECURE.name() + "=true: browsers refuse the cookie");
    }
    return on
        ? name.map(
            n ->
                new Cookie(
                    n, path, httpOnly, Optional.of(capital(sameSite)), maxAge, domain, secure))
        : Optional.empty();
  }

  private static Optional<RedisOptions> redis(ConfigReader reader) {
    Optional<String> uri = reader.optionalText(REDIS_URI, v -> true, "");
    if (uri.isPresent() && !isRedisUri(uri.get())) {
      // The value may hold a password: it is not repeated.
      reader.mistake(
          REDIS_URI.name()
              + ": allowed is redis://host:port/database, rediss:// for TLS, redis-sentinel://,"
              + " rediss-sentinel:// or redis-socket://");
    }
    String streamName = reader.text(REDIS_STREAM_NAME, v -> true, "");
    int streamCount = reader.integer(REDIS_STREAM_COUNT, 1);
    long maxLen = reader.number(REDIS_MAX_LEN, 1, Long.MAX_VALUE);
    int readCount = reader.integer(REDIS_READ_COUNT, 1);
    var blockTime = reader.duration(REDIS_BLOCK_TIME);
    boolean onlyPlaintext = reader.bool(REDIS_ONLY_PLAINTEXT);
    int maxPending = reader.integer(PUBLISH_MAX_PENDING, 1);
    var timeout = reader.duration(PUBLISH_TIMEOUT);
    return uri.map(
        u ->
            new RedisOptions(
                u,
                streamName,
                streamCount,
                maxLen,
                readCount,
                blockTime,
                onlyPlaintext,
                maxPending,
                timeout));
  }

  private static Optional<String> jndiName(ConfigReader reader, ConfigKey key) {
    String name =
        reader.text(key, v -> v.matches("[^\\s]+"), "a JNDI name such as " + key.defaultValue());
    return reader.isSet(key) ? Optional.of(name) : Optional.empty();
  }

  /** A group of keys is switched on by its first; the others alone are a mistake. */
  private static boolean isOn(ConfigReader reader, ConfigKey first, ConfigKey... others) {
    boolean on = reader.isSet(first);
    for (ConfigKey other : others) {
      if (!on && reader.isSet(other)) {
        reader.mistake(other.name() + " has no effect: set " + first.name() + " too");
      }
    }
    return on;
  }

  private static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  private static boolean isOrigin(String text) {
    if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
      try {
        Pattern.compile(text.substring(1, text.length() - 1));
        return true;
      } catch (PatternSyntaxException e) {
        return false;
      }
    }
    return text.equals("*") || text.equals("null") || ORIGIN.matcher(text).matches();
  }

  private static boolean isRedisUri(String uri) {
    int end = uri.indexOf("://");
    return end > 0 && end + 3 < uri.length() && REDIS_SCHEMES.contains(uri.substring(0, end));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1).toLowerCase(Locale.ROOT);
  }
}
