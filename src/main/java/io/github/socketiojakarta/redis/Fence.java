package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.ServerUris;
import io.github.socketiojakarta.redis.report.Complaints;
import io.lettuce.core.RedisURI;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what lost links have sent from being executed late.
 *
 * <p>Used by the stream's thread only.
 */
final class Fence {

  /**
   * How long a server is waited for that is not the one connected to now: it may be dead, and if it
   * has been replaced, what it executes late is not in the stream anyway.
   */
  private static final long ELSEWHERE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Redis redis;
  private final long elsewhereNanos;
  private final StreamThread thread;
  private final Complaints complaints;
  private final Deque<Link.Identity> fenced = new ArrayDeque<>();

  Fence(Redis redis, long answerNanos, StreamThread thread, Complaints complaints) {
    this.redis = redis;
    this.elsewhereNanos = Math.min(ELSEWHERE_NANOS, answerNanos);
    this.thread = thread;
    this.complaints = complaints;
  }

  /**
   * Has the servers close the connections of lost links: bytes of ours may still lie there unread,
   * and must not be executed after we looked what had been written.
   */
  void raise(Link link) throws Exception {
    Optional<Link.Identity> own = thread.answer(link.identity(), "CLIENT INFO");
    while (!fenced.isEmpty()) {
      Link.Identity earlier = fenced.peek();
      CompletableFuture<Boolean> killing = link.kill(redis, earlier);
      if (ServerUris.isSamePlace(earlier.server(), link.server())) {
        complainUnless(thread.answer(killing, "CLIENT KILL"), earlier.server());
      } else {
        raiseElsewhere(killing, earlier.server());
      }
      fenced.remove();
    }
    own.ifPresent(fenced::add);
  }

  private void raiseElsewhere(CompletableFuture<Boolean> killing, RedisURI server)
      throws Exception {
    try {
      complainUnless(thread.answer(killing, elsewhereNanos, "CLIENT KILL"), server);
    } catch (ExecutionException | LinkLostException e) {
      if (isGone(e)) {
        return; // nobody is there who could execute anything
      }
      complaints.warn(
          "fence elsewhere",
          () ->
              ServerUris.place(server)
                  + " was left and cannot be reached: if it executes late what was under way, and"
                  + " gets the stream back, nodes that run Node may see a message twice",
          null);
    }
  }

  private static boolean isGone(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)) {
        return true;
      }
    }
    return false;
  }

  private void complainUnless(boolean killed, RedisURI server) {
    if (!killed) {
      complaints.warn(
          "fence",
          () ->
              "CLIENT KILL is not allowed at "
                  + ServerUris.place(server)
                  + ": nodes that run Node may see a message twice that was under way when a"
                  + " connection was lost",
          null);
    }
  }
}
