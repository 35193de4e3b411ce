package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One server that has everything. */
final class SingleRedis extends ConnectedRedis {

  private final RedisURI uri;

  SingleRedis(Connections connections, RedisURI uri) {
    super(connections);
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
  public void refresh() {} // the address is all there is to know
}
