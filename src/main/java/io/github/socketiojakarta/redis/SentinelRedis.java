package io.github.socketiojakarta.redis;

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

  /** Fails if the server says that it is no master. */
  @Override
  public CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI server) {
    return connections.connect(server).thenCompose(this::ifMaster);
  }

  @Override
  public CompletableFuture<StatefulRedisConnection<String, byte[]>> connectAnyRole(
      RedisURI server) {
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

  private CompletableFuture<StatefulRedisConnection<String, byte[]>> ifMaster(
      StatefulRedisConnection<String, byte[]> connection) {
    CompletableFuture<List<Object>> role =
        connections.within(patience, connection.async().role().toCompletableFuture());
    return role.handle(
        (answer, error) -> {
          // A user who may not ask is told soon enough: a replica answers XADD with READONLY.
          if (error == null && !answer.isEmpty() && !MASTER.equals(text(answer.get(0)))) {
            connection.closeAsync();
            first.incrementAndGet();
            throw new RedisConnectionException(
                "the server that a sentinel named as master says that it is none");
          }
          return connection;
        });
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

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
