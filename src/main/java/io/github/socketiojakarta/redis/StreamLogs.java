package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.PublishException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The streams that an adapter or an emitter has to do with, each made and given a thread when it is
 * first needed.
 *
 * <p>Safe for use by many threads.
 *
 * @param <L> what is done with a stream
 */
final class StreamLogs<L extends StreamLife> {

  private static final System.Logger LOG = System.getLogger(StreamLogs.class.getName());

  private static final Duration FLUSH_TIME = Duration.ofSeconds(2);
  private static final Duration END_TIME = Duration.ofSeconds(3);

  private final Function<String, L> maker;
  private final Executor longTasks;
  private final Map<String, L> logs = new ConcurrentHashMap<>(); // added to under lock
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed; // guarded by lock

  /**
   * Makes none yet.
   *
   * @param maker makes the log of a stream
   * @param longTasks gives one long-running thread to each
   */
  StreamLogs(Function<String, L> maker, Executor longTasks) {
    this.maker = Objects.requireNonNull(maker, "maker");
    this.longTasks = Objects.requireNonNull(longTasks, "longTasks");
  }

  /**
   * The log of a stream.
   *
   * @throws PublishException if {@link #close} was called
   * @throws java.util.concurrent.RejectedExecutionException if the executor gives no thread
   */
  L of(String stream) {
    L existing = logs.get(stream);
    if (existing != null) {
      return existing;
    }
    lock.lock();
    try {
      if (closed) {
        throw new PublishException("closed: no message is taken any more");
      }
      L log = logs.get(stream);
      if (log == null) {
        log = maker.apply(stream);
        longTasks.execute(log);
        logs.put(stream, log);
      }
      return log;
    } finally {
      lock.unlock();
    }
  }

  /** The log of a stream if it was made. */
  Optional<L> find(String stream) {
    return Optional.ofNullable(logs.get(stream));
  }

  /** Those made so far. */
  Collection<L> all() {
    return logs.values();
  }

  /** Whether there are any, and all of them have a link. */
  boolean areReady() {
    return !logs.isEmpty() && logs.values().stream().allMatch(StreamLife::isReady);
  }

  /**
   * Gives what is under way 2 s, then ends all threads; waits for them at most 8 s.
   *
   * @return false if they were ended before
   */
  boolean close() {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    List<L> ending = new ArrayList<>(logs.values());
    ending.forEach(log -> log.stop(FLUSH_TIME));
    if (!awaitEnd(ending, FLUSH_TIME.plus(END_TIME))) {
      LOG.log(System.Logger.Level.WARNING, "a listener does not return; it is interrupted");
      ending.forEach(StreamLife::interrupt);
      awaitEnd(ending, END_TIME);
    }
    return true;
  }

  private static boolean awaitEnd(List<? extends StreamLife> logs, Duration limit) {
    CompletableFuture<?>[] ends =
        logs.stream().map(StreamLife::ended).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // they never complete so
    }
  }
}
