package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.lettuce.core.RedisURI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Sends frames to channels, in order, without waiting for one before the next, but not more at once
 * than Redis is likely to answer in good time. What finds no room fails.
 *
 * <p>{@link #publish} is safe for use by many threads; the sending is done on {@code serial}.
 */
final class Publisher {

  static final int MAX_WAITING = 100_000;
  static final long MAX_BYTES = MessageCodec.MAX_BYTES;

  /** So many are under way at most. */
  private static final int MAX_SENT = 1_000;

  private final Redis redis;
  private final Commands commands;
  private final boolean sharded;
  private final Executor serial;

  private final Object lock = new Object();
  private final Queue<Frame> waiting = new ArrayDeque<>(); // guarded by lock
  private long bytes; // of those that wait or are under way; guarded by lock
  private int sent; // under way; guarded by lock
  private boolean scheduled; // a turn is to come; guarded by lock
  private boolean closed; // guarded by lock
  private final CompletableFuture<Void> empty = new CompletableFuture<>(); // after close

  private int home; // which of the servers; of serial only

  private record Frame(String channel, byte[] bytes, CompletableFuture<Void> taken) {}

  /**
   * Makes one that has nothing to send.
   *
   * @param serial runs tasks one after the other, in order, where Netty may be called
   */
  Publisher(Redis redis, Commands commands, boolean sharded, Executor serial) {
    this.redis = redis;
    this.commands = commands;
    this.sharded = sharded;
    this.serial = serial;
  }

  /**
   * Sends a frame; does not wait.
   *
   * @return completes when Redis has taken it; exceptionally if it has not, or nobody knows
   */
  CompletableFuture<Void> publish(String channel, byte[] frame) {
    Frame added = new Frame(channel, frame, new CompletableFuture<>());
    synchronized (lock) {
      if (closed) {
        added.taken.completeExceptionally(new PublishException("the adapter is closed"));
        return added.taken;
      }
      if (waiting.size() >= MAX_WAITING || bytes + frame.length > MAX_BYTES) {
        added.taken.completeExceptionally(
            new PublishException(waiting.size() + " frames wait for Redis already"));
        return added.taken;
      }
      waiting.add(added);
      bytes += frame.length;
      if (scheduled || sent >= MAX_SENT) {
        return added.taken;
      }
      scheduled = true;
    }
    serial.execute(this::turn);
    return added.taken;
  }

  /** Takes no more; completes when what was taken is sent and answered. */
  CompletableFuture<Void> close() {
    synchronized (lock) {
      closed = true;
      if (waiting.isEmpty() && sent == 0) {
        empty.complete(null);
      }
    }
    return empty;
  }

  private void turn() {
    CompletableFuture<RedisURI> server = null;
    while (true) {
      Frame next;
      synchronized (lock) {
        next = sent < MAX_SENT ? waiting.peek() : null;
        if (next == null) {
          scheduled = false; // the answers that are due come back here
          return;
        }
      }
      server = server == null || sharded ? server(next.channel) : server;
      if (!server.isDone()) { // those behind wait, too, so that the order is kept
        server.whenComplete((found, error) -> serial.execute(this::turn));
        return;
      }
      synchronized (lock) {
        waiting.poll();
        sent++;
      }
      send(next, server);
    }
  }

  private CompletableFuture<RedisURI> server(String channel) {
    try {
      return sharded ? redis.ownerOf(channel) : redis.servers().thenApply(this::home);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RedisURI home(List<RedisURI> servers) {
    if (servers.isEmpty()) {
      throw new PublishException("no server is known");
    }
    return servers.get(Math.floorMod(home, servers.size()));
  }

  private void send(Frame frame, CompletableFuture<RedisURI> server) {
    CompletableFuture<Long> answer;
    try {
      RedisURI found = server.join();
      answer =
          sharded
              ? commands.atOwner(frame.channel, redis -> redis.spublish(frame.channel, frame.bytes))
              : commands.at(found, redis -> redis.publish(frame.channel, frame.bytes));
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete((heard, error) -> answered(frame, error));
  }

  private void answered(Frame frame, Throwable error) {
    boolean again;
    synchronized (lock) {
      sent--;
      bytes -= frame.bytes.length;
      again = !scheduled && !waiting.isEmpty();
      scheduled |= again;
      if (closed && waiting.isEmpty() && sent == 0) {
        empty.complete(null);
      }
    }
    if (error == null) {
      frame.taken.complete(null);
    } else {
      frame.taken.completeExceptionally(Commands.cause(error));
    }
    if (error != null || again) {
      serial.execute(
          () -> {
            if (error != null) {
              home++; // another server may be in reach
            }
            if (again) {
              turn();
            }
          });
    }
  }
}
