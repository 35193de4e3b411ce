package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Redis Cluster: any of its servers is asked which of them has which slots. What one says may be
 * out of date; whoever is sent on by a server follows that, and has the next answer looked up.
 */
final class ClusterRedis extends ConnectedRedis {

  private final List<RedisURI> seeds;
  private final LookUp<SlotMap> slots = new LookUp<>(this::findSlots);
  private final AtomicInteger first = new AtomicInteger(); // who is asked first
  private volatile List<RedisURI> known = List.of(); // servers of the last map

  ClusterRedis(Connections connections, List<RedisURI> seeds) {
    super(connections);
    this.seeds = List.copyOf(seeds);
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
  public void refresh() {
    slots.forget();
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
    String nobody = "no server tells the slots of the cluster";
    return Connections.askInTurn(servers.iterator(), this::ask, nobody, null)
        .thenApply(
            map -> {
              known = map.servers();
              return map;
            });
  }

  private CompletableFuture<SlotMap> ask(RedisURI server) {
    return connections
        .askOnce(seeds.get(0), connect(server), connection -> connection.async().clusterSlots())
        .thenApply(ranges -> SlotMap.parse(ranges, server));
  }
}
