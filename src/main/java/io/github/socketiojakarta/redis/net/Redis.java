package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where Redis is and how to get there. Connections are plain ones to one server each and are never
 * mended: who has lost one asks again where to go and opens a new one.
 *
 * <p>Safe for use by many threads; none of the methods waits for the network but {@link #close}.
 * They call Netty: a thread that is not Lettuce's own uses {@link ThreadLocals#guard}.
 */
public interface Redis extends AutoCloseable {

  /** Values stay bytes until it is known that somebody wants them. */
  RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /**
   * Makes the way to a Redis of any kind; connects to nothing yet.
   *
   * @param access where it is
   * @param shared a client of the application's own, whose threads and options are shared
   */
  static Redis of(RedisAccess access, Optional<ApplicationClient> shared) {
    List<RedisURI> uris = access.redisUris();
    Connections connections = new Connections(access, shared);
    if (access.isCluster()) {
      return new ClusterRedis(connections, uris);
    }
    RedisURI uri = uris.get(0);
    return uri.getSentinels().isEmpty()
        ? new SingleRedis(connections, uri)
        : new SentinelRedis(connections, uri);
  }

  /** The server that has a key, or a channel of sharded PUB/SUB, as far as is known now. */
  CompletableFuture<RedisURI> ownerOf(String key);

  /** All servers where a subscriber may be connected: one, unless it is a Redis Cluster. */
  CompletableFuture<List<RedisURI>> servers();

  /** Opens a connection for commands. */
  CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI server);

  /** Opens a connection for subscriptions. */
  CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(RedisURI server);

  /**
   * Has the next answers of {@link #ownerOf} and {@link #servers} looked up anew, though not more
   * often than every 100 ms. To be called when a connection is lost or cannot be had, and when a
   * server says that it is the wrong one.
   */
  void refresh();

  /** Closes all connections and frees all threads; waits a few seconds at most. */
  @Override
  void close();
}
