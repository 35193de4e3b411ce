package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One master with its replicas, watched by sentinels. They are asked in turn who the master is, and
 * whoever they name is asked whether it agrees: a sentinel that is cut off names the old one.
 */
final class SentinelRedis extends ConnectedRedis {

  private static final String MASTER = "master";

  private final RedisURI uri;
  private final LookUp<RedisURI> master = new LookUp<>(this::findMaster);
  private final AtomicInteger first = new AtomicInteger(); // which sentinel is asked first

  SentinelRedis(Connections connections, RedisURI uri) {
    super(connections);
    this.uri = uri;
  }

  @Override
  public CompletableFuture<RedisURI> ownerOf(String key) {
    return master.get();
  }

  @Override
  public CompletableFuture<List<RedisURI>> servers() {
    return master.get().thenApply(List::of);
  }

  @Override
  public void refresh() {
    master.forget();
  }

  private CompletableFuture<RedisURI> findMaster() {
    List<RedisURI> sentinels = new ArrayList<>(uri.getSentinels());
    Collections.rotate(sentinels, -Math.floorMod(first.get(), sentinels.size()));
    String nobody = "no sentinel tells who is master of " + uri.getSentinelMasterId();
    return Connections.askInTurn(sentinels.iterator(), this::ask, nobody, null);
  }

  private CompletableFuture<RedisURI> ask(RedisURI sentinel) {
    return connections
        .askOnce(
            uri,
            connections.connectSentinel(sentinel),
            connection -> connection.async().getMasterAddrByName(uri.getSentinelMasterId()))
        .thenApply(
            address -> {
              if (address instanceof InetSocketAddress place) {
                return ServerUris.at(uri, place.getHostString(), place.getPort());
              }
              throw new RedisConnectionException(
                  "a sentinel does not know " + uri.getSentinelMasterId());
            })
        .thenCompose(this::ifMaster)
        .whenComplete(
            (found, error) -> {
              if (error != null) {
                first.incrementAndGet(); // it is not asked first again
              }
            });
  }

  /** Asks a server itself; fails if it says that it is none. */
  private CompletableFuture<RedisURI> ifMaster(RedisURI named) {
    return connections
        .askOnce(uri, connect(named), connection -> connection.async().role())
        .thenApply(answer -> !MASTER.equals(Replies.text(answer.get(0))))
        // A user who may not ask is told soon enough: a replica answers XADD with READONLY.
        .exceptionallyCompose(
            error ->
                Commands.cause(error) instanceof RedisCommandExecutionException
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(error))
        .thenApply(
            isOther -> {
              if (isOther) {
                throw new RedisConnectionException(
                    ServerUris.place(named) + " was named as master and says that it is none");
              }
              return named;
            });
  }
}
