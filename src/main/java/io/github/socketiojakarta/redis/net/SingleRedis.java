package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One server that has everything. */
final class SingleRedis implements Redis {

  private final Connections connections;
  private final RedisURI uri;

  SingleRedis(Connections connections, RedisURI uri) {
    this.connections = connections;
    this.uri = uri;
  }

  @Override
  public CompletableFuture<RedisURI> ownerOf(String key) {
    return CompletableFuture.completedFuture(uri);
  }

  @Override
  public CompletableFuture<List<RedisURI>> servers() {
    return CompletableFuture.completedFuture(List.of(uri));
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
  public void refresh() {} // the address is all there is to know

  @Override
  public void close() {
    connections.close();
  }
}
