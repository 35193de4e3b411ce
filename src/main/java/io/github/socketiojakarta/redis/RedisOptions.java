package io.github.socketiojakarta.redis;

import java.time.Duration;

/**
 * The options of the adapter over Redis Streams; names and defaults are those of Node's adapter,
 * then come ours.
 *
 * @param uri where Redis is, as Lettuce reads it, for example {@code redis://localhost:6379}
 * @param streamName the stream, or what the names of several begin with; {@code socket.io}
 * @param streamCount how many streams the namespaces are spread over; 1
 * @param maxLen about how many entries a stream keeps; 10,000
 * @param readCount how many entries are read at once; 100
 * @param blockTime how long a read waits for entries; 5 s
 * @param onlyPlaintext whether bytes are written as JSON instead of MessagePack; false
 * @param publishMaxPending how many messages may wait while Redis is away; 10,000
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
}
