package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One master with its replicas, watched by sentinels. They are asked in turn who the master is, and
 * whoever they name is asked whether it agrees: a sentinel that is cut off names the old one.
 */
final class SentinelRedis implements Redis {

  /** A sentinel that hangs must not hold up the others. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);

  private static final String MASTER = "master";

  private final Connections connections;
  private final RedisURI uri;
  private final Duration patience;
  private final LookUp<RedisURI> master = new LookUp<>(this::findMaster);
  private final AtomicInteger first = new AtomicInteger(); // which sentinel is asked first

  SentinelRedis(Connections connections, RedisURI uri) {
    this.connections = connections;
    this.uri = uri;
    this.patience =
        uri.getTimeout().compareTo(MOST_PATIENCE) < 0 ? uri.getTimeout() : MOST_PATIENCE;
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
    master.forget();
  }

  @Override
  public void close() {
    connections.close();
  }

  private CompletableFuture<RedisURI> findMaster() {
    List<RedisURI> sentinels = new ArrayList<>(uri.getSentinels());
    Collections.rotate(sentinels, -Math.floorMod(first.get(), sentinels.size()));
    return ask(sentinels, 0, null);
  }

  private CompletableFuture<RedisURI> ask(List<RedisURI> sentinels, int next, Throwable lastError) {
    if (next >= sentinels.size()) {
      return CompletableFuture.failedFuture(
          new RedisConnectionException(
              "no sentinel tells who is master of " + uri.getSentinelMasterId(), lastError));
    }
    return ask(sentinels.get(next))
        .thenCompose(this::ifMaster)
        .handle(
            (found, error) -> {
              if (error == null) {
                return CompletableFuture.completedFuture(found);
              }
              first.incrementAndGet(); // it is not asked first again
              return ask(sentinels, next + 1, error);
            })
        .thenCompose(answer -> answer);
  }

  private CompletableFuture<RedisURI> ask(RedisURI sentinel) {
    CompletableFuture<StatefulRedisSentinelConnection<String, String>> connecting =
        connections.connectSentinel(sentinel);
    CompletableFuture<RedisURI> answer =
        connecting
            .thenCompose(
                connection -> connection.async().getMasterAddrByName(uri.getSentinelMasterId()))
            .thenApply(
                address -> {
                  if (address instanceof InetSocketAddress place) {
                    return ServerUris.at(uri, place.getHostString(), place.getPort());
                  }
                  throw new RedisConnectionException(
                      "a sentinel does not know " + uri.getSentinelMasterId());
                });
    connections.within(patience, answer);
    answer.whenComplete(
        (value, error) -> connecting.thenAccept(StatefulRedisSentinelConnection::closeAsync));
    return answer;
  }

  /** Asks a server itself; fails if it says that it is none. */
  private CompletableFuture<RedisURI> ifMaster(RedisURI named) {
    CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting =
        connections.connect(named);
    CompletableFuture<Boolean> other =
        connecting
            .thenCompose(connection -> connection.async().role())
            .thenApply(answer -> !MASTER.equals(text(answer.get(0))))
            // A user who may not ask is told soon enough: a replica answers XADD with READONLY.
            .exceptionallyCompose(
                error ->
                    Commands.cause(error) instanceof RedisCommandExecutionException
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(error));
    connections.within(patience, other);
    other.whenComplete(
        (value, error) -> connecting.thenAccept(StatefulRedisConnection::closeAsync));
    return other.thenApply(
        isOther -> {
          if (isOther) {
            throw new RedisConnectionException(
                ServerUris.place(named) + " was named as master and says that it is none");
          }
          return named;
        });
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
