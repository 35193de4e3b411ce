package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.redis.net.RedisAccess;
import java.time.Duration;
import java.util.Objects;

/**
 * The options of the adapter over Redis Streams; names and defaults are those of Node's adapter
 * 0.3.1, then come ours.
 *
 * @param access where Redis is and how to get in
 * @param streamName the stream, or what the names of several begin with; {@code socket.io}
 * @param streamCount how many streams the namespaces are spread over; 1
 * @param evenStreams whether the streams are numbered from 0 to one less than there are, instead of
 *     by Node's remainder, which may be negative; for clusters without Node nodes; false
 * @param channelPrefix what the names of the PUB/SUB channels begin with; {@code socket.io}
 * @param useShardedPubSub whether channels are those of sharded PUB/SUB, which needs Redis 7; false
 * @param maxLen about how many entries a stream keeps; 10,000
 * @param readCount how many entries are read at once; 100
 * @param blockTime how long a read waits for entries; 5 s, at least 1 ms
 * @param sessionKeyPrefix what the keys of saved sessions begin with; {@code sio:session:}
 * @param onlyPlaintext whether bytes are written as JSON instead of MessagePack; false
 * @param publishMaxPending how many messages may wait per stream until they have been written and
 *     read back; 10,000
 * @param publishTimeout how long a message may wait before it is given up; 60 s
 */
public record RedisOptions(
    RedisAccess access,
    String streamName,
    int streamCount,
    boolean evenStreams,
    String channelPrefix,
    boolean useShardedPubSub,
    long maxLen,
    int readCount,
    Duration blockTime,
    String sessionKeyPrefix,
    boolean onlyPlaintext,
    int publishMaxPending,
    Duration publishTimeout) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the option and what is allowed
   */
  public RedisOptions {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(streamName, "streamName");
    Objects.requireNonNull(channelPrefix, "channelPrefix");
    Objects.requireNonNull(blockTime, "blockTime");
    Objects.requireNonNull(sessionKeyPrefix, "sessionKeyPrefix");
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
   * @param uri where Redis is, see {@link RedisAccess#uri}
   * @return the options
   * @throws IllegalArgumentException if the address is not understood; the text does not repeat it
   */
  public static RedisOptions of(String uri) {
    return builder(uri).build();
  }

  /**
   * Begins with the defaults.
   *
   * @param uri where Redis is, see {@link RedisAccess#uri}
   * @return takes what is to be different
   * @throws IllegalArgumentException if the address is not understood; the text does not repeat it
   */
  public static Builder builder(String uri) {
    return builder(RedisAccess.of(uri));
  }

  /**
   * Begins with the defaults.
   *
   * @param access where Redis is and how to get in
   * @return takes what is to be different
   */
  public static Builder builder(RedisAccess access) {
    return new Builder(access);
  }

  /** The options without the password that the address may hold. */
  @Override
  public String toString() {
    return "RedisOptions[access="
        + access
        + ", streamName="
        + streamName
        + ", streamCount="
        + streamCount
        + ", evenStreams="
        + evenStreams
        + ", channelPrefix="
        + channelPrefix
        + ", useShardedPubSub="
        + useShardedPubSub
        + ", maxLen="
        + maxLen
        + ", readCount="
        + readCount
        + ", blockTime="
        + blockTime
        + ", sessionKeyPrefix="
        + sessionKeyPrefix
        + ", onlyPlaintext="
        + onlyPlaintext
        + ", publishMaxPending="
        + publishMaxPending
        + ", publishTimeout="
        + publishTimeout
        + "]";
  }

  /** The address for logs: without user and password. */
  String address() {
    return access.address();
  }

  /** How long connecting, or an answer of Redis, may take. */
  Duration answerTimeout() {
    return access.answerTimeout();
  }

  private static void require(boolean valid, String option, Object value, String allowed) {
    if (!valid) {
      throw new IllegalArgumentException(option + ": is " + value + ", must be " + allowed);
    }
  }

  /** Collects options; for one thread. */
  public static final class Builder {

    private final RedisAccess access;
    private String streamName = "socket.io";
    private int streamCount = 1;
    private boolean evenStreams = false;
    private String channelPrefix = "socket.io";
    private boolean useShardedPubSub = false;
    private long maxLen = 10_000;
    private int readCount = 100;
    private Duration blockTime = Duration.ofSeconds(5);
    private String sessionKeyPrefix = "sio:session:";
    private boolean onlyPlaintext = false;
    private int publishMaxPending = 10_000;
    private Duration publishTimeout = Duration.ofSeconds(60);

    private Builder(RedisAccess access) {
      this.access = Objects.requireNonNull(access, "access");
    }

    /**
     * Sets {@link RedisOptions#streamName}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder streamName(String value) {
      streamName = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#streamCount}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder streamCount(int value) {
      streamCount = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#evenStreams}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder evenStreams(boolean value) {
      evenStreams = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#channelPrefix}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder channelPrefix(String value) {
      channelPrefix = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#useShardedPubSub}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder useShardedPubSub(boolean value) {
      useShardedPubSub = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#maxLen}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder maxLen(long value) {
      maxLen = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#readCount}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder readCount(int value) {
      readCount = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#blockTime}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder blockTime(Duration value) {
      blockTime = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#sessionKeyPrefix}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder sessionKeyPrefix(String value) {
      sessionKeyPrefix = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#onlyPlaintext}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder onlyPlaintext(boolean value) {
      onlyPlaintext = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#publishMaxPending}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder publishMaxPending(int value) {
      publishMaxPending = value;
      return this;
    }

    /**
     * Sets {@link RedisOptions#publishTimeout}.
     *
     * @param value instead of the default
     * @return this
     */
    public Builder publishTimeout(Duration value) {
      publishTimeout = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @return them
     * @throws IllegalArgumentException naming the option and what is allowed
     */
    public RedisOptions build() {
      return new RedisOptions(
          access,
          streamName,
          streamCount,
          evenStreams,
          channelPrefix,
          useShardedPubSub,
          maxLen,
          readCount,
          blockTime,
          sessionKeyPrefix,
          onlyPlaintext,
          publishMaxPending,
          publishTimeout);
    }
  }
}
