package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;

/** What is the same wherever Redis is: connections, once it is known where to. */
abstract class ConnectedRedis implements Redis {

  final Connections connections;

  ConnectedRedis(Connections connections) {
    this.connections = connections;
  }

  @Override
  public CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI server) {
    return connections.connect(server);
  }

  @Override
  public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(
      RedisURI server) {
    return connections.connectPubSub(server);
  }

  @Override
  public void close() {
    connections.close();
  }
}
