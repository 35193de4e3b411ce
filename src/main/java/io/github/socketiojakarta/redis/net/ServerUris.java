package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;

/** Addresses of servers that were not configured but named by others. */
public final class ServerUris {

  private ServerUris() {}

  /** Another place, reached like one that is known: credentials, TLS, database, time-out. */
  static RedisURI at(RedisURI known, String host, int port) {
    return RedisURI.builder(known).withHost(host).withPort(port).build();
  }

  /** For messages, and as a key. */
  public static String place(RedisURI server) {
    return server.getHost() + ":" + server.getPort();
  }

  public static boolean isSamePlace(RedisURI one, RedisURI other) {
    return one.getPort() == other.getPort() && one.getHost().equals(other.getHost());
  }
}
