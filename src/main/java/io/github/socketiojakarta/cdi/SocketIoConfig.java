package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineOptions.Cookie;
import io.github.socketiojakarta.engine.EngineOptions.Cors;
import io.github.socketiojakarta.engine.RequestFilter;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.server.ServerOptions;
import java.time.temporal.ChronoUnit;
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
 * @param serve whether the application serves sockets; if not it may emit only
 * @param server the options of the server
 * @param redis the options of the adapter; empty if no Redis is configured
 * @param executor the JNDI name of the managed executor; empty if the key is not set
 * @param scheduledExecutor the JNDI name of the managed scheduled executor; empty if the key is not
 *     set
 */
public record SocketIoConfig(
    boolean serve,
    ServerOptions server,
    Optional<RedisOptions> redis,
    Optional<String> executor,
    Optional<String> scheduledExecutor) {

  /** Every key there is, in the order of the README's table. */
  public static final List<ConfigKey> KEYS = ConfigKeys.ALL;

  private static final Set<String> TRANSPORT_NAMES = Set.of("polling", "websocket");
  private static final Set<String> SAME_SITE = Set.of("lax", "strict", "none");

  /** RFC 9110, 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** RFC 6454, 6.2: no path, not even a slash, or it would never equal an Origin header. */
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+");

  private static final Pattern PATHS = Pattern.compile("(/[A-Za-z0-9._~-]+)+/?");

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
    boolean serve = reader.bool(ConfigKeys.SERVE);
    Optional<Cors> cors = cors(reader);
    Optional<Cookie> cookie = cookie(reader);
    EngineOptions engine = engine(reader, cors, cookie);
    ServerOptions server =
        ServerOptions.builder()
            .engine(engine)
            .connectTimeout(reader.duration(ConfigKeys.CONNECT_TIMEOUT))
            .inboxMaxEvents(reader.integer(ConfigKeys.INBOX_MAX_EVENTS, 1))
            .inboxMaxBytes(reader.number(ConfigKeys.INBOX_MAX_BYTES, 1, Long.MAX_VALUE))
            .build();
    Optional<RedisOptions> redis = redis(reader);
    Optional<String> executor = jndiName(reader, ConfigKeys.EXECUTOR);
    Optional<String> scheduledExecutor = jndiName(reader, ConfigKeys.SCHEDULED_EXECUTOR);
    if (!reader.mistakes().isEmpty()) {
      throw new SocketIoException(
          "the configuration of Socket.IO is wrong:\n  " + String.join("\n  ", reader.mistakes()));
    }
    return new SocketIoConfig(serve, server, redis, executor, scheduledExecutor);
  }

  /** The options of the server with the application's filter. */
  ServerOptions serverWith(RequestFilter filter) {
    EngineOptions engine = server.engine().toBuilder().requestFilter(filter).build();
    return server.toBuilder().engine(engine).build();
  }

  private static EngineOptions engine(
      ConfigReader reader, Optional<Cors> cors, Optional<Cookie> cookie) {
    String path =
        reader.text(
            ConfigKeys.PATH,
            v -> PATHS.matcher(v).matches(),
            "a path of letters, digits and -._~ below the context root, such as /socket.io/");
    int threshold = reader.integer(ConfigKeys.HTTP_COMPRESSION_THRESHOLD, 0);
    return EngineOptions.builder()
        .path(path.endsWith("/") ? path : path + "/")
        .pingInterval(reader.duration(ConfigKeys.PING_INTERVAL))
        .pingTimeout(reader.duration(ConfigKeys.PING_TIMEOUT))
        .upgradeTimeout(reader.duration(ConfigKeys.UPGRADE_TIMEOUT))
        .maxHttpBufferSize(reader.integer(ConfigKeys.MAX_HTTP_BUFFER_SIZE, 1))
        .transports(transports(reader))
        .allowUpgrades(reader.bool(ConfigKeys.ALLOW_UPGRADES))
        .httpCompressionThreshold(
            reader.bool(ConfigKeys.HTTP_COMPRESSION) ? Optional.of(threshold) : Optional.empty())
        .perMessageDeflate(reader.bool(ConfigKeys.PER_MESSAGE_DEFLATE))
        .cors(cors)
        .cookie(cookie)
        .outboxMaxBytes(reader.number(ConfigKeys.OUTBOX_MAX_BYTES, 1, Long.MAX_VALUE))
        .build();
  }

  private static List<String> transports(ConfigReader reader) {
    String allowed = "polling, websocket, or both with a comma between";
    int before = reader.mistakes().size();
    List<String> names = reader.list(ConfigKeys.TRANSPORTS, TRANSPORT_NAMES::contains, allowed);
    boolean wrong = names.isEmpty() || new HashSet<>(names).size() < names.size();
    if (wrong && reader.mistakes().size() == before) {
      reader.mistake(ConfigKeys.TRANSPORTS, String.join(",", names), allowed);
    }
    return wrong ? EngineOptions.DEFAULTS.transports() : names;
  }

  private static Optional<Cors> cors(ConfigReader reader) {
    boolean on =
        isOn(
            reader,
            ConfigKeys.CORS_ORIGIN,
            ConfigKeys.CORS_METHODS,
            ConfigKeys.CORS_ALLOWED_HEADERS,
            ConfigKeys.CORS_EXPOSED_HEADERS,
            ConfigKeys.CORS_CREDENTIALS,
            ConfigKeys.CORS_MAX_AGE);
    String header = "names of headers with commas between";
    List<String> origins =
        reader.list(
            ConfigKeys.CORS_ORIGIN,
            SocketIoConfig::isOrigin,
            "*, an origin such as https://example.com (without a slash at the end), or a regular"
                + " expression between slashes");
    List<String> methods =
        reader.list(
            ConfigKeys.CORS_METHODS, SocketIoConfig::isToken, "methods with commas between");
    boolean credentials = reader.bool(ConfigKeys.CORS_CREDENTIALS);
    if (credentials && origins.contains("*")) {
      reader.mistake(
          ConfigKeys.CORS_CREDENTIALS,
          "true",
          "false as long as "
              + ConfigKeys.CORS_ORIGIN.name()
              + " is *: browsers send cookies to named origins only");
    }
    List<String> allowedHeaders =
        reader.list(ConfigKeys.CORS_ALLOWED_HEADERS, SocketIoConfig::isToken, header);
    List<String> exposedHeaders =
        reader.list(ConfigKeys.CORS_EXPOSED_HEADERS, SocketIoConfig::isToken, header);
    var maxAge = reader.optionalDuration(ConfigKeys.CORS_MAX_AGE, ChronoUnit.SECONDS, 0);
    return on
        ? Optional.of(
            new Cors(origins, methods, allowedHeaders, exposedHeaders, credentials, maxAge))
        : Optional.empty();
  }

  private static Optional<Cookie> cookie(ConfigReader reader) {
    boolean on =
        isOn(
            reader,
            ConfigKeys.COOKIE_NAME,
            ConfigKeys.COOKIE_PATH,
            ConfigKeys.COOKIE_HTTP_ONLY,
            ConfigKeys.COOKIE_SAME_SITE,
            ConfigKeys.COOKIE_MAX_AGE,
            ConfigKeys.COOKIE_DOMAIN,
            ConfigKeys.COOKIE_SECURE);
    Optional<String> name =
        reader.optionalText(
            ConfigKeys.COOKIE_NAME, SocketIoConfig::isToken, "a name of letters and digits");
    String path =
        reader.text(
            ConfigKeys.COOKIE_PATH,
            v -> v.matches("/[^;\\s\\p{Cntrl}]*"),
            "a path that begins with /");
    boolean httpOnly = reader.bool(ConfigKeys.COOKIE_HTTP_ONLY);
    String sameSite =
        reader.text(
            ConfigKeys.COOKIE_SAME_SITE,
            v -> SAME_SITE.contains(v.toLowerCase(Locale.ROOT)),
            "Lax, Strict or None");
    var maxAge = reader.optionalDuration(ConfigKeys.COOKIE_MAX_AGE, ChronoUnit.SECONDS, 0);
    Optional<String> domain =
        reader.optionalText(
            ConfigKeys.COOKIE_DOMAIN, v -> v.matches("[A-Za-z0-9.-]+"), "a domain name");
    boolean secure = reader.bool(ConfigKeys.COOKIE_SECURE);
    if (sameSite.equalsIgnoreCase("none") && !secure) {
      reader.mistake(
          ConfigKeys.COOKIE_SAME_SITE,
          sameSite,
          "Lax or Strict, or set "
              + ConfigKeys.COOKIE_SECURE.name()
              + "=true: browsers refuse the cookie");
    }
    return on
        ? name.map(
            n ->
                new Cookie(
                    n, path, httpOnly, Optional.of(capital(sameSite)), maxAge, domain, secure))
        : Optional.empty();
  }

  private static Optional<RedisOptions> redis(ConfigReader reader) {
    Optional<RedisAccess> access = RedisAccessKeys.read(reader);
    String streamName = reader.text(ConfigKeys.REDIS_STREAM_NAME, v -> true, "");
    int streamCount = reader.integer(ConfigKeys.REDIS_STREAM_COUNT, 1);
    boolean evenStreams = reader.bool(ConfigKeys.REDIS_EVEN_STREAMS);
    String channelPrefix = reader.text(ConfigKeys.REDIS_CHANNEL_PREFIX, v -> true, "");
    boolean sharded = reader.bool(ConfigKeys.REDIS_USE_SHARDED_PUB_SUB);
    long maxLen = reader.number(ConfigKeys.REDIS_MAX_LEN, 1, Long.MAX_VALUE);
    int readCount = reader.integer(ConfigKeys.REDIS_READ_COUNT, 1);
    var blockTime = reader.duration(ConfigKeys.REDIS_BLOCK_TIME);
    String sessionKeyPrefix = reader.text(ConfigKeys.REDIS_SESSION_KEY_PREFIX, v -> true, "");
    boolean onlyPlaintext = reader.bool(ConfigKeys.REDIS_ONLY_PLAINTEXT);
    int maxPending = reader.integer(ConfigKeys.PUBLISH_MAX_PENDING, 1);
    var timeout = reader.duration(ConfigKeys.PUBLISH_TIMEOUT);
    return access.map(
        where ->
            RedisOptions.builder(where)
                .streamName(streamName)
                .streamCount(streamCount)
                .evenStreams(evenStreams)
                .channelPrefix(channelPrefix)
                .useShardedPubSub(sharded)
                .maxLen(maxLen)
                .readCount(readCount)
                .blockTime(blockTime)
                .sessionKeyPrefix(sessionKeyPrefix)
                .onlyPlaintext(onlyPlaintext)
                .publishMaxPending(maxPending)
                .publishTimeout(timeout)
                .build());
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

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1).toLowerCase(Locale.ROOT);
  }
}
