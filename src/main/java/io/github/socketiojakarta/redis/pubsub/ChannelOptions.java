package io.github.socketiojakarta.redis.pubsub;

import java.time.Duration;

/**
 * What of the adapter's options concerns PUB/SUB.
 *
 * @param prefix what the names of channels begin with
 * @param sharded whether PUB/SUB is sharded
 * @param address where Redis is, for logs
 * @param answerTime how long connecting, or an answer of Redis, may take
 */
public record ChannelOptions(String prefix, boolean sharded, String address, Duration answerTime) {}
