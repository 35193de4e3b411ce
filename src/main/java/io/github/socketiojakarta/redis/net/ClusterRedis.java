package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Redis Cluster: any of its servers is asked which of them has which slots. What one says may be
 * out of date; whoever is sent on by a server follows that, and has the next answer looked up.
 */
final class ClusterRedis implements Redis {

  /** A server that hangs must not hold up the others. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);

  private final Connections connections;
  private final List<RedisURI> seeds;
  private final Duration patience;
  private final LookUp<SlotMap> slots = new LookUp<>(this::findSlots);
  private final AtomicInteger first = new AtomicInteger(); // who is asked first
  private volatile List<RedisURI> known = List.of(); // servers of the last map

  ClusterRedis(Connections connections, List<RedisURI> seeds) {
    this.connections = connections;
    this.seeds = List.copyOf(seeds);
    Duration timeout = seeds.get(0).getTimeout();
    this.patience = timeout.compareTo(MOST_PATIENCE) < 0 ? timeout : MOST_PATIENCE;
  }

  @Override
  public CompletableFuture<RedisURI> ownerOf(String key) {
    int slot = SlotHash.getSlot(key);
    return slots.get().thenApply(map -> map.ownerOf(slot));
  }

  @Override
  public CompletableFuture<List<RedisURI>> servers() {
    return slots.get().thenApply(SlotMap::servers);
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
  public void refresh() {
    slots.forget();
  }

  @Override
  public void close() {
    connections.close();
  }

  /** Each time another server is asked first: one that is behind is not believed twice. */
  private CompletableFuture<SlotMap> findSlots() {
    List<RedisURI> servers = new ArrayList<>(known.isEmpty() ? seeds : known);
    Collections.rotate(servers, -Math.floorMod(first.getAndIncrement(), servers.size()));
    for (RedisURI seed : seeds) {
      if (servers.stream().noneMatch(server -> ServerUris.isSamePlace(server, seed))) {
        servers.add(seed);
      }
    }
    return ask(servers, 0, null)
        .thenApply(
            map -> {
              known = map.servers();
              return map;
            });
  }

  private CompletableFuture<SlotMap> ask(List<RedisURI> servers, int next, Throwable lastError) {
    if (next >= servers.size()) {
      return CompletableFuture.failedFuture(
          new RedisConnectionException("no server tells the slots of the cluster", lastError));
    }
    return ask(servers.get(next))
        .handle(
            (map, error) ->
                error == null
                    ? CompletableFuture.completedFuture(map)
                    : ask(servers, next + 1, error))
        .thenCompose(answer -> answer);
  }

  private CompletableFuture<SlotMap> ask(RedisURI server) {
    CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting =
        connections.connect(server);
    CompletableFuture<SlotMap> answer =
        connecting
            .thenCompose(connection -> connection.async().clusterSlots())
            .thenApply(ranges -> SlotMap.parse(ranges, server));
    connections.within(patience, answer);
    answer.whenComplete((map, error) -> connecting.thenAccept(StatefulRedisConnection::closeAsync));
    return answer;
  }
}
