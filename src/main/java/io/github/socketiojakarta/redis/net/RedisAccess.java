package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where Redis is and how to get in: one server, a master watched by Sentinel, or a Redis Cluster.
 *
 * <p>Names in what it throws are those of the configuration keys behind {@code socketio.redis.}.
 * Passwords occur neither there nor in {@link #toString}.
 *
 * @param uri one server, {@code redis://[[user]:password@]host[:port][/database]}, or the sentinels
 *     and the name of their master, {@code redis-sentinel://host[:port][,host[:port]…][/database]
 *     #master}; {@code rediss://} and {@code rediss-sentinel://} for TLS; empty for a Redis Cluster
 * @param cluster some servers of a Redis Cluster, written like one server; those that are down do
 *     no harm as long as one answers; empty if it is none
 * @param username who logs in, where no address says it; {@code default} if empty
 * @param password the password, where no address says it; none if empty
 * @param sentinelUsername who logs in at the sentinels
 * @param sentinelPassword the password of the sentinels themselves; none if empty
 * @param tls what holds for addresses with TLS
 * @param timeout how long connecting, or an answer, may take before the connection counts as lost;
 *     if empty what the address says with {@code ?timeout=5s}, else 10 s
 * @param clientName what {@code CLIENT LIST} shows; {@code socketio}
 */
public record RedisAccess(
    Optional<String> uri,
    List<String> cluster,
    Optional<String> username,
    Optional<String> password,
    Optional<String> sentinelUsername,
    Optional<String> sentinelPassword,
    RedisTls tls,
    Optional<Duration> timeout,
    String clientName) {

  /**
   * Lettuce's own default of 60 s would notice a hanging server only when the messages that wait
   * are given up already.
   */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private static final Set<String> SENTINEL_SCHEMES = Set.of("redis-sentinel", "rediss-sentinel");
  private static final Set<String> SINGLE_SCHEMES = Set.of("redis", "rediss");

  private static final String ALLOWED_SINGLE =
      "redis://[[user]:password@]host[:port][/database] or rediss://… for TLS";
  private static final String ALLOWED =
      ALLOWED_SINGLE
          + ", redis-sentinel://host[:port][,host[:port]…][/database]#master or"
          + " rediss-sentinel://… for TLS";

  /** What {@code CLIENT SETNAME} takes. */
  private static final Pattern CLIENT_NAME = Pattern.compile("[!-~]+");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option and what is wrong
   */
  public RedisAccess {
    Objects.requireNonNull(uri, "uri");
    cluster = List.copyOf(cluster);
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(sentinelUsername, "sentinelUsername");
    Objects.requireNonNull(sentinelPassword, "sentinelPassword");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(clientName, "clientName");
    require(uri.isPresent() || !cluster.isEmpty(), "uri: is missing, or cluster");
    require(uri.isEmpty() || cluster.isEmpty(), "cluster: not together with uri");
    List<RedisURI> parsed =
        uri.isPresent()
            ? List.of(parse("uri", uri.get(), true))
            : cluster.stream().map(seed -> parse("cluster", seed, false)).toList();
    boolean sentinel = !parsed.get(0).getSentinels().isEmpty();
    boolean ssl = parsed.get(0).isSsl();
    for (RedisURI each : parsed) {
      require(
          cluster.isEmpty() || each.getDatabase() == 0,
          "cluster: a Redis Cluster has database 0 only");
      require(each.isSsl() == ssl, "cluster: either all addresses are for TLS or none");
    }
    require(username.isEmpty() || password.isPresent(), "password: is missing, username needs it");
    require(
        sentinelUsername.isEmpty() || sentinelPassword.isPresent(),
        "sentinel.password: is missing, sentinel.username needs it");
    require(
        sentinelPassword.isEmpty() || sentinel,
        "sentinel.password: has no effect, uri is not that of sentinels");
    require(
        password.isEmpty() || texts(uri, cluster).noneMatch(RedisAccess::holdsPassword),
        "password: is in the address already");
    require(
        timeout.isEmpty() || texts(uri, cluster).noneMatch(RedisAccess::holdsTimeout),
        "timeout: is in the address already");
    require(timeout.isEmpty() || timeout.get().toMillis() >= 1, "timeout: must be at least 1 ms");
    require(
        ssl || tls.isDefault(),
        "tls: has no effect, the address is not one for TLS (rediss:// or rediss-sentinel://)");
    require(
        CLIENT_NAME.matcher(clientName).matches(),
        "client-name: allowed are letters, digits and signs, no spaces");
  }

  /**
   * One server or its sentinels, with the defaults.
   *
   * @param uri see {@link #uri}
   * @return it
   * @throws IllegalArgumentException if it is not understood; the text does not repeat it
   */
  public static RedisAccess of(String uri) {
    return builder().uri(uri).build();
  }

  /**
   * Begins with nothing.
   *
   * @return takes what there is
   */
  public static Builder builder() {
    return new Builder();
  }

  boolean isCluster() {
    return !cluster.isEmpty();
  }

  /** The addresses as Lettuce wants them, complete: one, or those of a cluster. */
  List<RedisURI> redisUris() {
    return uri.isPresent()
        ? List.of(complete(parse("uri", uri.get(), true)))
        : cluster.stream().map(seed -> complete(parse("cluster", seed, false))).toList();
  }

  /** How long connecting, or an answer, may take. */
  public Duration answerTimeout() {
    return redisUris().get(0).getTimeout();
  }

  /** The address for logs: without user and password. */
  public String address() {
    List<RedisURI> uris = redisUris();
    RedisURI first = uris.get(0);
    String database = first.getDatabase() == 0 ? "" : "/" + first.getDatabase();
    String s = first.isSsl() ? "s" : "";
    if (isCluster()) {
      return "redis" + s + " cluster " + places(uris);
    }
    if (!first.getSentinels().isEmpty()) {
      return "redis"
          + s
          + "-sentinel://"
          + places(first.getSentinels())
          + database
          + "#"
          + first.getSentinelMasterId();
    }
    return "redis" + s + "://" + places(uris) + database;
  }

  /** The values without passwords. */
  @Override
  public String toString() {
    return "RedisAccess["
        + address()
        + ", username="
        + username.orElse("")
        + ", sentinelUsername="
        + sentinelUsername.orElse("")
        + ", tls="
        + tls
        + ", timeout="
        + answerTimeout()
        + ", clientName="
        + clientName
        + "]";
  }

  private static String places(List<RedisURI> uris) {
    return uris.stream()
        .map(uri -> uri.getHost() + ":" + uri.getPort())
        .collect(Collectors.joining(","));
  }

  private RedisURI complete(RedisURI parsed) {
    password.ifPresent(p -> authenticate(parsed, username, p));
    timeout.ifPresent(parsed::setTimeout);
    if (timeout.isEmpty() && texts(uri, cluster).noneMatch(RedisAccess::holdsTimeout)) {
      parsed.setTimeout(ANSWER_TIMEOUT);
    }
    if (parsed.getClientName() == null) {
      parsed.setClientName(clientName);
    }
    tls.verify().ifPresent(verify -> parsed.setVerifyPeer(verify.mode()));
    for (RedisURI sentinel : parsed.getSentinels()) {
      sentinel.setSsl(parsed.isSsl());
      sentinel.setVerifyPeer(parsed.getVerifyMode());
      sentinel.setTimeout(parsed.getTimeout());
      sentinelPassword.ifPresent(p -> authenticate(sentinel, sentinelUsername, p));
    }
    return parsed;
  }

  private static void authenticate(RedisURI uri, Optional<String> username, String password) {
    uri.setAuthentication(username.orElse(null), password.toCharArray());
  }

  private static RedisURI parse(String option, String text, boolean orSentinel) {
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "" : text.substring(0, colon);
    boolean sentinel = orSentinel && SENTINEL_SCHEMES.contains(scheme);
    if (!sentinel && !SINGLE_SCHEMES.contains(scheme)) {
      throw malformed(option, orSentinel, null);
    }
    RedisURI parsed;
    try {
      parsed = RedisURI.create(text);
    } catch (RuntimeException e) {
      throw malformed(option, orSentinel, e);
    }
    boolean placeless = parsed.getHost() == null || parsed.getHost().isEmpty();
    if (placeless && parsed.getSentinels().isEmpty()) {
      throw malformed(option, orSentinel, null);
    }
    return parsed;
  }

  /** The cause is named by its class only: its text may hold the address, and so a password. */
  private static IllegalArgumentException malformed(
      String option, boolean orSentinel, RuntimeException cause) {
    return new IllegalArgumentException(
        option
            + ": not the address of a Redis server; allowed is "
            + (orSentinel ? ALLOWED : ALLOWED_SINGLE)
            + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")"));
  }

  private static java.util.stream.Stream<String> texts(Optional<String> uri, List<String> cluster) {
    return java.util.stream.Stream.concat(uri.stream(), cluster.stream());
  }

  private static boolean holdsPassword(String text) {
    return text.contains("@");
  }

  private static boolean holdsTimeout(String text) {
    return text.contains("timeout=");
  }

  private static void require(boolean valid, String otherwise) {
    if (!valid) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Collects values; for one thread. */
  public static final class Builder {

    private Optional<String> uri = Optional.empty();
    private List<String> cluster = List.of();
    private Optional<String> username = Optional.empty();
    private Optional<String> password = Optional.empty();
    private Optional<String> sentinelUsername = Optional.empty();
    private Optional<String> sentinelPassword = Optional.empty();
    private RedisTls tls = RedisTls.DEFAULTS;
    private Optional<Duration> timeout = Optional.empty();
    private String clientName = "socketio";

    private Builder() {}

    /**
     * Sets {@link RedisAccess#uri}.
     *
     * @param value the address
     * @return this
     */
    public Builder uri(String value) {
      uri = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#cluster}.
     *
     * @param seeds addresses of some of its servers
     * @return this
     */
    public Builder cluster(List<String> seeds) {
      cluster = List.copyOf(seeds);
      return this;
    }

    /**
     * Sets {@link RedisAccess#username}.
     *
     * @param value who logs in
     * @return this
     */
    public Builder username(String value) {
      username = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#password}.
     *
     * @param value the password
     * @return this
     */
    public Builder password(String value) {
      password = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#sentinelUsername}.
     *
     * @param value who logs in at the sentinels
     * @return this
     */
    public Builder sentinelUsername(String value) {
      sentinelUsername = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#sentinelPassword}.
     *
     * @param value the password of the sentinels
     * @return this
     */
    public Builder sentinelPassword(String value) {
      sentinelPassword = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#tls}.
     *
     * @param value instead of the defaults
     * @return this
     */
    public Builder tls(RedisTls value) {
      tls = value;
      return this;
    }

    /**
     * Sets {@link RedisAccess#timeout}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder timeout(Duration value) {
      timeout = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link RedisAccess#clientName}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder clientName(String value) {
      clientName = value;
      return this;
    }

    /**
     * Makes the values one.
     *
     * @return it
     * @throws IllegalArgumentException naming the option and what is wrong
     */
    public RedisAccess build() {
      return new RedisAccess(
          uri,
          cluster,
          username,
          password,
          sentinelUsername,
          sentinelPassword,
          tls,
          timeout,
          clientName);
    }
  }
}
