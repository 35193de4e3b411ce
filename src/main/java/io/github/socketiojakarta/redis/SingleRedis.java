package io.github.socketiojakarta.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server that has everything. */
final class SingleRedis implements Redis {

  private static final System.Logger LOG = System.getLogger(SingleRedis.class.getName());

  private static final Duration END_TIME = Duration.ofSeconds(3);
  private static final int THREADS = 2; // the least that Lettuce takes

  private final RedisURI uri;
  private final ClientResources resources;
  private final RedisClient client;

  /** Makes a client; connects to nothing yet. */
  SingleRedis(RedisOptions options) {
    uri = options.redisUri();
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .threadFactoryProvider(pool -> new DefaultThreadFactory("socketio-" + pool, true))
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
            .build();
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            // A lost connection is lost: what is sent again, and when, is decided by StreamLog.
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(uri.getTimeout()).build())
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .build());
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
    return client.connectAsync(CODEC, server).toCompletableFuture();
  }

  @Override
  public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(
      RedisURI server) {
    return client.connectPubSubAsync(CODEC, server).toCompletableFuture();
  }

  @Override
  public void refresh() {} // the address is all there is to know

  /** Waits until Netty's threads are gone: a thread that stays keeps the application's classes. */
  @Override
  public void close() {
    try {
      client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(END_TIME.toMillis(), TimeUnit.MILLISECONDS);
      resources.shutdown(0, 1, TimeUnit.SECONDS).await(END_TIME.toMillis());
      // Netty announces the end of its event loops on a static thread that ends after 1 s idle.
      GlobalEventExecutor.INSTANCE.awaitInactivity(END_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.TRACE, "Netty's static thread was never started", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "the Redis client did not end cleanly", e);
    }
  }
}
