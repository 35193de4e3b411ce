package io.github.socketiojakarta.redis.net;

import io.github.socketiojakarta.concurrent.Timer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Single commands, beside the streams: one connection per server, opened when first needed and
 * again after it was lost. Commands for one server are sent in the order in which they were given,
 * once it is known which server that is. A command fails at once when its server is out of reach,
 * and after the time for an answer when there is none: then nobody knows whether it was executed.
 * The failure is a {@link CommandException}. A command is not sent twice, unless the server said
 * that it is the wrong one.
 *
 * <p>Safe for use by many threads, of the container too; no method waits but {@link #close}. The
 * futures are completed on Lettuce's threads, by the timer, or at once: what hangs on them must not
 * block, nor run user code.
 */
public final class Commands implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Commands.class.getName());

  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  /** What is sent: calls one method. */
  @FunctionalInterface
  public interface Command<T> {
    CompletionStage<T> on(RedisAsyncCommands<String, byte[]> connection);
  }

  private static final String DEMOTED = "READONLY";

  private final Redis redis;
  private final Timer timer;
  private final Duration answerTime;
  private final Map<String, CommandLane> lanes = new ConcurrentHashMap<>(); // by host and port
  private volatile boolean closed;

  /**
   * Makes it; connects to nothing yet.
   *
   * @param redis where to go; closed by its owner
   * @param timer for answers that do not come
   * @param answerTime how long to wait for an answer
   */
  public Commands(Redis redis, Timer timer, Duration answerTime) {
    this.redis = redis;
    this.timer = timer;
    this.answerTime = answerTime;
  }

  /**
   * Sends a command to the server that has a key; once more, to the right one, if that turns out to
   * be another.
   *
   * @param key the key, or a channel of sharded PUB/SUB
   * @param command calls one method
   * @return its answer
   */
  public <T> CompletableFuture<T> atOwner(String key, Command<T> command) {
    CompletableFuture<T> result = new CompletableFuture<>();
    ThreadLocals.guard(
        () ->
            owner(key)
                .thenCompose(
                    server ->
                        at(server, command)
                            .exceptionallyCompose(error -> again(key, server, command, error)))
                .whenComplete(
                    (answer, error) -> {
                      if (error == null) {
                        result.complete(answer);
                      } else {
                        result.completeExceptionally(cause(error));
                      }
                    }));
    return result;
  }

  private CompletableFuture<RedisURI> owner(String key) {
    return redis
        .ownerOf(key)
        .handle(
            (server, error) -> {
              if (error != null) {
                throw new CommandException("Redis is out of reach: " + cause(error), cause(error));
              }
              return server;
            });
  }

  /** Once more where the server sends us, or where its successor is; else the same error. */
  private <T> CompletionStage<T> again(
      String key, RedisURI server, Command<T> command, Throwable error) {
    Optional<Redirection> redirection = Redirection.of(error);
    if (redirection.isPresent()) {
      Target target = redirection.get().from(server);
      if (!target.asking()) {
        redis.refresh();
      }
      return lane(target.server()).send(command, target.asking());
    }
    if (code(error).equals(DEMOTED)) {
      redis.refresh();
      return owner(key).thenCompose(successor -> at(successor, command));
    }
    return CompletableFuture.failedFuture(cause(error));
  }

  /**
   * Sends a command to a certain server.
   *
   * @param server one of {@link Redis#servers}
   * @param command calls one method
   * @return its answer
   */
  public <T> CompletableFuture<T> at(RedisURI server, Command<T> command) {
    return lane(server).send(command, false);
  }

  private CommandLane lane(RedisURI server) {
    CommandLane lane =
        lanes.computeIfAbsent(
            ServerUris.place(server),
            address -> new CommandLane(redis, server, address, timer, answerTime));
    if (closed) {
      lane.close(); // it may have been made behind close()
    }
    return lane;
  }

  /** The first word of a refusal (RESP); empty if there was none. */
  public static String code(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
        return cause.getMessage().split(" ", 2)[0];
      }
    }
    return "";
  }

  public static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /**
   * Takes no more commands and closes all connections, waiting a little; what is under way fails.
   */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<?>[] ends =
        lanes.values().stream().map(CommandLane::close).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection did not close cleanly", e);
    }
  }
}
