package io.github.socketiojakarta.redis.net;

import io.github.socketiojakarta.concurrent.Timer;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The commands for one server, in their order, and the connection they go over: opened when there
 * is something to send, and again after it was lost, at growing intervals while that fails.
 *
 * <p>Safe for use by many threads. Whoever brings something does the work that is to be done, or
 * leaves it to the one who is at it: {@link #work} is in one thread at a time, and none waits.
 */
public final class CommandLane {

  private static final System.Logger LOG = System.getLogger(CommandLane.class.getName());

  /** So many may wait for an answer. */
  public static final int MAX_PENDING = 10_000;

  /** After these answers a connection is of no more use: the server is not what it was. */
  private static final Set<String> USELESS =
      Set.of("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH");

  private final Redis redis;
  private final RedisURI server;
  private final String address;
  private final Timer timer;
  private final Duration answerTime;
  private final Queue<Pending<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger(); // of work(), not yet served
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;
  private volatile StatefulRedisConnection<String, byte[]> useless; // written by Lettuce's threads

  // Touched in work() only.
  private final Backoff backoff = new Backoff();
  private CompletableFuture<StatefulRedisConnection<String, byte[]>> opening; // null: none
  private StatefulRedisConnection<String, byte[]> connection; // null: none
  private Throwable lastFailure;
  private long notBefore = System.nanoTime(); // the next attempt to connect

  CommandLane(Redis redis, RedisURI server, String address, Timer timer, Duration answerTime) {
    this.redis = redis;
    this.server = server;
    this.address = address;
    this.timer = timer;
    this.answerTime = answerTime;
  }

  /**
   * Sends a command.
   *
   * @param asking whether the server is told that it was named for this one (Redis Cluster)
   */
  <T> CompletableFuture<T> send(Commands.Command<T> call, boolean asking) {
    Pending<T> command = new Pending<>(call, asking);
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      command.future.completeExceptionally(
          new CommandException(MAX_PENDING + " commands wait for " + address + " already", null));
      return command.future;
    }
    Timer.Timeout timeout = timer.schedule(answerTime, () -> expire(command));
    command.future.whenComplete(
        (answer, error) -> {
          pending.decrementAndGet();
          timeout.cancel();
        });
    waiting.add(command);
    work();
    return command.future;
  }

  private void expire(Pending<?> command) {
    StatefulRedisConnection<String, byte[]> silent = command.sentOver;
    command.fail("Redis at " + address + " gave no answer within " + answerTime, null);
    if (silent != null) {
      ThreadLocals.guard(
          () -> {
            silent.closeAsync(); // what follows would be heard no better
            redis.refresh();
          });
    }
  }

  /** Sends no more over a connection; closes it when the answers under way have arrived. */
  private void retire(StatefulRedisConnection<String, byte[]> connection) {
    if (useless == connection) {
      return;
    }
    useless = connection;
    redis.refresh();
    timer.schedule(answerTime, () -> ThreadLocals.guard(connection::closeAsync));
  }

  private void work() {
    if (calls.getAndIncrement() != 0) {
      return; // who is at it does it once more
    }
    ThreadLocals.guard(
        () -> {
          int served = 1;
          do {
            try {
              step();
            } catch (Throwable e) { // else nobody would ever work here again
              LOG.log(System.Logger.Level.WARNING, "commands for " + address + " failed", e);
              failAll("a command for Redis at " + address + " failed: " + e, e);
            }
            served = calls.addAndGet(-served);
          } while (served != 0);
        });
  }

  private void step() {
    if (closed) {
      end();
      return;
    }
    if (connection != null && (connection == useless || !connection.isOpen())) {
      connection = null;
    }
    if (connection == null && !waiting.isEmpty()) {
      open();
    }
    if (connection != null) {
      for (Pending<?> next = waiting.poll(); next != null; next = waiting.poll()) {
        next.sendOver(connection);
      }
    }
  }

  private void open() {
    if (opening == null) {
      if (System.nanoTime() - notBefore < 0) {
        failAll("Redis at " + address + " is out of reach: " + lastFailure, lastFailure);
        return;
      }
      opening = redis.connect(server);
      opening.whenComplete((opened, error) -> work());
    }
    if (!opening.isDone()) {
      return;
    }
    try {
      connection = opening.join();
      backoff.reset();
    } catch (RuntimeException e) {
      lastFailure = Commands.cause(e);
      notBefore = System.nanoTime() + backoff.nextNanos();
      redis.refresh();
      failAll("Redis at " + address + " is out of reach: " + lastFailure, lastFailure);
    } finally {
      opening = null;
    }
  }

  private void end() {
    failAll("the adapter is closed", null);
    CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);
    if (opening != null) {
      closing = opening.thenCompose(StatefulRedisConnection::closeAsync);
      opening = null;
    } else if (connection != null) {
      closing = connection.closeAsync();
      connection = null;
    }
    closing.whenComplete((done, error) -> ended.complete(null));
  }

  private void failAll(String why, Throwable cause) {
    for (Pending<?> next = waiting.poll(); next != null; next = waiting.poll()) {
      next.fail(why, cause);
    }
  }

  /**
   * Takes no more commands and begins to close the connection; what is under way fails.
   *
   * @return completes when that is done
   */
  CompletableFuture<Void> close() {
    closed = true;
    work();
    return ended;
  }

  private final class Pending<T> {

    private final Commands.Command<T> call;
    private final boolean asking;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private volatile StatefulRedisConnection<String, byte[]> sentOver; // written in work()

    Pending(Commands.Command<T> call, boolean asking) {
      this.call = call;
      this.asking = asking;
    }

    void sendOver(StatefulRedisConnection<String, byte[]> current) {
      if (future.isDone()) {
        return; // it has waited too long
      }
      sentOver = current;
      try {
        if (asking) {
          current.async().asking();
        }
        call.on(current.async()).whenComplete(this::answered);
      } catch (RuntimeException e) {
        fail("a command for Redis at " + address + " failed: " + e, e);
      }
    }

    private void answered(T answer, Throwable error) {
      if (error == null) {
        future.complete(answer);
        return;
      }
      if (USELESS.contains(Commands.code(error))) {
        retire(sentOver);
      }
      Throwable cause = Commands.cause(error);
      fail("Redis at " + address + " did not execute a command: " + cause.getMessage(), cause);
    }

    void fail(String why, Throwable cause) {
      future.completeExceptionally(new CommandException(why, cause));
    }
  }
}
