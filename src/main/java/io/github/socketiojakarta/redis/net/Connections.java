package io.github.socketiojakarta.redis.net;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Opens connections to servers of Redis: plain ones that are never mended. The threads below are
 * its own, or those of a client of the application's, which it then leaves running.
 *
 * <p>Safe for use by many threads; see {@link Redis} for which threads may call it.
 */
final class Connections implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Connections.class.getName());

  private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);
  private static final Duration END_TIME = Duration.ofSeconds(3);
  private static final int THREADS = 2; // the least that Lettuce takes

  private final Optional<ClientResources> ownResources; // empty if the application's are used
  private final RedisClient client;

  /**
   * Makes a client; connects to nothing yet.
   *
   * @param access how to get in
   * @param shared a client of the application's own, whose threads and options are taken
   */
  Connections(RedisAccess access, Optional<ApplicationClient> shared) {
    ownResources = shared.isPresent() ? Optional.empty() : Optional.of(resources());
    client =
        RedisClient.create(
            shared.map(ApplicationClient::resources).or(() -> ownResources).orElseThrow());
    client.setOptions(
        options(access, shared.map(ApplicationClient::options).orElseGet(ClientOptions::create)));
  }

  private static ClientResources resources() {
    return DefaultClientResources.builder()
        .ioThreadPoolSize(THREADS)
        .computationThreadPoolSize(THREADS)
        .threadFactoryProvider(pool -> new DefaultThreadFactory("socketio-" + pool, true))
        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
        .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
        .build();
  }

  /** What is needed here, over what the application may have chosen for itself. */
  private static ClientOptions options(RedisAccess access, ClientOptions present) {
    SocketOptions socketOptions =
        present.getSocketOptions().mutate().connectTimeout(access.answerTimeout()).build();
    return present
        .mutate()
        // A lost connection is lost: what is sent again, and when, is decided by StreamLog.
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(Integer.MAX_VALUE) // what waits is bounded by PublishQueue
        .socketOptions(socketOptions)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .sslOptions(access.tls().applyTo(present.getSslOptions()))
        .build();
  }

  CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI server) {
    return client.connectAsync(Redis.CODEC, server).toCompletableFuture();
  }

  CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(RedisURI server) {
    return client.connectPubSubAsync(Redis.CODEC, server).toCompletableFuture();
  }

  CompletableFuture<StatefulRedisSentinelConnection<String, String>> connectSentinel(
      RedisURI sentinel) {
    return client.connectSentinelAsync(StringCodec.UTF8, sentinel);
  }

  /**
   * Asks one thing over a connection of its own, which is closed again. A server that hangs must
   * not hold up others: the answer fails after 2 s, sooner if the server's time-out is shorter.
   *
   * @param known whose time-out counts
   * @param connecting the connection, on its way
   * @param question sends a command
   */
  <C extends StatefulConnection<?, ?>, T> CompletableFuture<T> askOnce(
      RedisURI known, CompletableFuture<C> connecting, Function<C, CompletionStage<T>> question) {
    Duration timeout = known.getTimeout();
    CompletableFuture<T> answer =
        within(
            timeout.compareTo(MOST_PATIENCE) < 0 ? timeout : MOST_PATIENCE,
            connecting.thenCompose(question));
    answer.whenComplete((value, error) -> connecting.thenAccept(StatefulConnection::closeAsync));
    return answer;
  }

  /**
   * Asks one after the other until somebody answers.
   *
   * @param next where to go on
   * @param nobody what to say if nobody does
   */
  static <T> CompletableFuture<T> askInTurn(
      Iterator<RedisURI> next,
      Function<RedisURI, CompletableFuture<T>> question,
      String nobody,
      Throwable lastError) {
    if (!next.hasNext()) {
      return CompletableFuture.failedFuture(new RedisConnectionException(nobody, lastError));
    }
    return question
        .apply(next.next())
        .handle(
            (answer, error) ->
                error == null
                    ? CompletableFuture.completedFuture(answer)
                    : askInTurn(next, question, nobody, error))
        .thenCompose(answer -> answer);
  }

  /** The same future; it fails if it has not completed in time. */
  private <T> CompletableFuture<T> within(Duration limit, CompletableFuture<T> future) {
    // Not orTimeout: what hangs on the future calls Lettuce, which a thread of the JDK must not.
    Future<?> timer =
        client
            .getResources()
            .eventExecutorGroup()
            .schedule(
                () -> future.completeExceptionally(new TimeoutException("no answer in " + limit)),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    future.whenComplete((value, error) -> timer.cancel(false));
    return future;
  }

  /**
   * Closes all connections. Waits until Netty's threads are gone if they are ours: a thread that
   * stays keeps the application's classes.
   */
  @Override
  public void close() {
    try {
      client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(END_TIME.toMillis(), TimeUnit.MILLISECONDS);
      if (ownResources.isPresent()) {
        ownResources.get().shutdown(0, 1, TimeUnit.SECONDS).await(END_TIME.toMillis());
        // Netty announces the end of its event loops on a static thread that ends after 1 s idle.
        GlobalEventExecutor.INSTANCE.awaitInactivity(END_TIME.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.TRACE, "Netty's static thread was never started", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "the Redis client did not end cleanly", e);
    }
  }
}
