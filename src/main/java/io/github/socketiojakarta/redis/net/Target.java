package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;

/**
 * Where to connect.
 *
 * @param server the server
 * @param asking whether it is only about to get the stream from another one
 */
public record Target(RedisURI server, boolean asking) {}
