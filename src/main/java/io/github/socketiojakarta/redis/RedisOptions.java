package io.github.socketiojakarta.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * The options of the adapter over Redis Streams; names and defaults are those of Node's adapter
 * 0.3.1, then come ours.
 *
 * @param uri where Redis is: {@code redis://[[user]:password@]host[:port][/database][?timeout=5s]},
 *     {@code rediss://} for TLS. The timeout says how long an answer may take before the connection
 *     counts as lost; 10 s
 * @param streamName the stream, or what the names of several begin with; {@code socket.io}
 * @param streamCount how many streams the namespaces are spread over; 1
 * @param maxLen about how many entries a stream keeps; 10,000
 * @param readCount how many entries are read at once; 100
 * @param blockTime how long a read waits for entries; 5 s, at least 1 ms
 * @param onlyPlaintext whether bytes are written as JSON instead of MessagePack; false
 * @param publishMaxPending how many messages may wait per stream until they have been written and
 *     read back; 10,000
 * @param publishTimeout how long a message may wait before it is given up; 60 s
 */
public record RedisOptions(
    String uri,
    String streamName,
    int streamCount,
    long maxLen,
    int readCount,
    Duration blockTime,
    boolean onlyPlaintext,
    int publishMaxPending,
    Duration publishTimeout) {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Set<String> SCHEMES = Set.of("redis", "rediss");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option and what is allowed
   */
  public RedisOptions {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(streamName, "streamName");
    Objects.requireNonNull(blockTime, "blockTime");
    Objects.requireNonNull(publishTimeout, "publishTimeout");
    require(!streamName.isEmpty(), "streamName", streamName, "not empty");
    require(streamCount >= 1, "streamCount", streamCount, "at least 1");
    require(maxLen >= 1, "maxLen", maxLen, "at least 1");
    require(readCount >= 1, "readCount", readCount, "at least 1");
    require(blockTime.toMillis() >= 1, "blockTime", blockTime, "at least 1 ms");
    require(publishMaxPending >= 1, "publishMaxPending", publishMaxPending, "at least 1");
    require(publishTimeout.toMillis() >= 1, "publishTimeout", publishTimeout, "at least 1 ms");
  }

  /**
   * The defaults.
   *
   * @param uri where Redis is
   * @return the options
   */
  public static RedisOptions of(String uri) {
    return new RedisOptions(
        uri,
        "socket.io",
        1,
        10_000,
        100,
        Duration.ofSeconds(5),
        false,
        10_000,
        Duration.ofSeconds(60));
  }

  /**
   * Whether an address is one that an adapter can connect to.
   *
   * @param uri see {@link #uri}
   * @return false if it is not understood
   */
  public static boolean isUri(String uri) {
    try {
      of(uri).redisUri();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The options without the password that the address may hold. */
  @Override
  public String toString() {
    return "RedisOptions[uri=%s, streamName=%s, streamCount=%d, maxLen=%d, readCount=%d, blockTime=%s, onlyPlaintext=%s, publishMaxPending=%d, publishTimeout=%s]"
        .formatted(
            address(),
            streamName,
            streamCount,
            maxLen,
            readCount,
            blockTime,
            onlyPlaintext,
            publishMaxPending,
            publishTimeout);
  }

  /** The address for logs: without user and password. */
  String address() {
    RedisURI parsed;
    try {
      parsed = redisUri();
    } catch (IllegalArgumentException e) {
      return "(not an address of Redis)";
    }
    String database = parsed.getDatabase() == 0 ? "" : "/" + parsed.getDatabase();
    return (parsed.isSsl() ? "rediss://" : "redis://")
        + parsed.getHost()
        + ":"
        + parsed.getPort()
        + database;
  }

  /**
   * The address as Lettuce wants it.
   *
   * @throws IllegalArgumentException if it is not understood; the text does not repeat it, for it
   *     may hold a password
   */
  RedisURI redisUri() {
    int colon = uri.indexOf("://");
    if (colon < 0 || !SCHEMES.contains(uri.substring(0, colon))) {
      throw malformed(null);
    }
    RedisURI parsed;
    try {
      parsed = RedisURI.create(uri);
    } catch (RuntimeException e) {
      throw malformed(e);
    }
    if (parsed.getHost() == null || parsed.getHost().isEmpty()) {
      throw malformed(null);
    }
    // Lettuce's own default of 60 s would notice a hanging server only when the messages that wait
    // are given up already.
    if (!uri.contains("timeout=")) {
      parsed.setTimeout(ANSWER_TIMEOUT);
    }
    return parsed;
  }

  private static IllegalArgumentException malformed(RuntimeException cause) {
    return new IllegalArgumentException(
        "uri: not the address of a Redis server; allowed is"
            + " redis://[[user]:password@]host[:port][/database] or rediss://… for TLS"
            + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")"));
  }

  private static void require(boolean valid, String option, Object value, String allowed) {
    if (!valid) {
      throw new IllegalArgumentException(option + ": is " + value + ", must be " + allowed);
    }
  }
}
