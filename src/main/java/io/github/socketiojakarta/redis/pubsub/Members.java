package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.lettuce.core.RedisURI;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out who hears a namespace: nodes by their private channels, and how many hear the public
 * one. Where Redis does not let us list channels, only this number is known, as in Node's adapter.
 *
 * <p>Safe for use by many threads; where Netty may be called.
 */
public final class Members {

  private static final System.Logger LOG = System.getLogger(Members.class.getName());

  private final Redis redis;
  private final Commands commands;
  private final ChannelNames names;
  private final boolean sharded;
  private final AtomicBoolean refusalTold = new AtomicBoolean();

  public Members(Redis redis, Commands commands, ChannelNames names, boolean sharded) {
    this.redis = redis;
    this.commands = commands;
    this.names = names;
    this.sharded = sharded;
  }

  /** What one server tells. */
  private record Part(List<String> channels, boolean isListed, long subscribers) {}

  /**
   * Asks all servers at once, two commands each.
   *
   * @param nsp the namespace
   * @param ownUid this node's
   * @return who is there; exceptionally if no server answers
   */
  public CompletableFuture<Membership> look(String nsp, String ownUid) {
    return redis.servers().thenCompose(servers -> look(servers, nsp, ownUid));
  }

  /** How many hear the public channel of a namespace: what Node's adapter takes for the nodes. */
  CompletableFuture<Long> count(String nsp) {
    String channel = names.publicChannel(nsp);
    return redis
        .servers()
        .thenCompose(
            servers -> {
              CompletableFuture<Long> sum = CompletableFuture.completedFuture(0L);
              for (RedisURI server : servers) {
                sum = sum.thenCombine(subscribers(server, channel), Long::sum);
              }
              return sum;
            });
  }

  private CompletableFuture<Long> subscribers(RedisURI server, String channel) {
    return commands
        .at(
            server,
            redis -> sharded ? redis.pubsubShardNumsub(channel) : redis.pubsubNumsub(channel))
        .thenApply(counts -> counts.values().stream().mapToLong(Long::longValue).sum());
  }

  private CompletableFuture<Membership> look(List<RedisURI> servers, String nsp, String ownUid) {
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    for (RedisURI server : servers) {
      parts.add(part(server, nsp));
    }
    CompletableFuture<Membership> membership = new CompletableFuture<>();
    CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
        .whenComplete((all, error) -> unite(parts, error, nsp, ownUid, membership));
    return membership;
  }

  private CompletableFuture<Part> part(RedisURI server, String nsp) {
    String pattern = names.privatePattern(nsp);
    CompletableFuture<List<String>> listing =
        commands.at(
            server,
            redis -> sharded ? redis.pubsubShardChannels(pattern) : redis.pubsubChannels(pattern));
    CompletableFuture<Long> counting = subscribers(server, names.publicChannel(nsp));
    return listing
        .handle((channels, error) -> error == null ? channels : ifRefused(error))
        .thenCombine(
            counting,
            (channels, subscribers) ->
                new Part(channels == null ? List.of() : channels, channels != null, subscribers));
  }

  /** Null if the server does not allow the command. */
  private List<String> ifRefused(Throwable error) {
    if (!Commands.code(error).equals("NOPERM")) {
      throw error instanceof RuntimeException e ? e : new IllegalStateException(error);
    }
    if (refusalTold.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "Redis does not let this node list channels: nodes that are gone are waited for ({0})",
          Commands.cause(error).getMessage());
    }
    return null;
  }

  /** A server that is out of reach has nobody connected, as far as we can know. */
  private void unite(
      List<CompletableFuture<Part>> parts,
      Throwable error,
      String nsp,
      String ownUid,
      CompletableFuture<Membership> membership) {
    Set<String> uids = new HashSet<>();
    long subscribers = 0;
    int answers = 0;
    boolean complete = error == null;
    for (CompletableFuture<Part> each : parts) {
      if (each.isCompletedExceptionally()) {
        continue;
      }
      Part part = each.join();
      answers++;
      subscribers += part.subscribers();
      part.channels().forEach(channel -> names.uid(nsp, channel).ifPresent(uids::add));
      if (!part.isListed()) {
        uids.add(ownUid); // which is among the subscribers; the others have no names
      }
    }
    if (answers > 0) {
      membership.complete(new Membership(uids, subscribers, complete));
    } else {
      membership.completeExceptionally(
          error == null ? new IllegalStateException("no server is known") : Commands.cause(error));
    }
  }
}
