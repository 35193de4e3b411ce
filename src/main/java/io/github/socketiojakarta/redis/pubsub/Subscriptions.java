package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.redis.net.Backoff;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * Keeps the channels that are wanted subscribed, over one connection to any server, or for sharded
 * PUB/SUB over one to each server that has some of them. What was lost, refused or moved elsewhere
 * is subscribed again after a moment, wherever it belongs by then.
 *
 * <p>All methods but {@link #isUp()}, and all that happens, run one after the other on {@code
 * serial}: so no field needs a lock.
 */
public final class Subscriptions {

  private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

  private final Redis redis;
  private final boolean sharded;
  private final String address;
  private final Duration answerTime;
  private final Executor serial;
  private final Timer timer;
  private final BiConsumer<String, byte[]> payloads;
  private final Runnable onChange;
  private final Counters counters;
  private final Complaints complaints;

  private final Map<String, Subscription> wanted = new LinkedHashMap<>(); // by channel
  private final Map<String, Subscriber> subscribers = new HashMap<>(); // by host and port
  private final Backoff backoff = new Backoff();
  private int home = ThreadLocalRandom.current().nextInt(1 << 20); // which of the servers
  private Timer.Timeout retry; // null: nothing rests
  private boolean lost; // since all were up
  private boolean closed;
  private volatile boolean up; // read by any thread

  /** A channel that is wanted. */
  static final class Subscription {
    private final String channel;
    private Subscriber subscriber; // where it is subscribed, or will be; null: nowhere
    private boolean confirmed; // by Redis
    private boolean placing; // it is being found out where it belongs
    private boolean resting; // until the next attempt

    private Subscription(String channel) {
      this.channel = channel;
    }

    String channel() {
      return channel;
    }
  }

  /**
   * Makes it; connects to nothing yet.
   *
   * @param redis where to go
   * @param options whether channels are sharded
   * @param serial runs tasks one after the other, in order, where Netty may be called
   * @param timer when to try again
   * @param payloads takes channel and payload, on Lettuce's threads
   * @param onChange is told that channels were confirmed or lost
   */
  Subscriptions(
      Redis redis,
      ChannelOptions options,
      Executor serial,
      Timer timer,
      BiConsumer<String, byte[]> payloads,
      Runnable onChange,
      Counters counters,
      Complaints complaints) {
    this.redis = redis;
    this.sharded = options.sharded();
    this.address = options.address();
    this.answerTime = options.answerTime();
    this.serial = serial;
    this.timer = timer;
    this.payloads = payloads;
    this.onChange = onChange;
    this.counters = counters;
    this.complaints = complaints;
  }

  /** Whether all that is wanted is subscribed; for any thread. */
  boolean isUp() {
    return up;
  }

  /** Whether all of these are subscribed. */
  boolean isUp(List<String> channels) {
    return channels.stream()
        .allMatch(channel -> wanted.containsKey(channel) && wanted.get(channel).confirmed);
  }

  /** Wants channels, in this order. */
  void add(List<String> channels) {
    channels.forEach(channel -> wanted.computeIfAbsent(channel, Subscription::new));
    work();
  }

  /** Wants channels no longer. */
  void remove(List<String> channels) {
    for (String channel : channels) {
      Subscription subscription = wanted.remove(channel);
      if (subscription != null && subscription.subscriber != null) {
        subscription.subscriber.remove(subscription);
      }
    }
    work();
  }

  /** Closes the connections; completes when they are closed. */
  CompletableFuture<Void> close() {
    closed = true;
    up = false;
    wanted.clear();
    if (retry != null) {
      retry.cancel();
    }
    List<CompletableFuture<Void>> closing =
        subscribers.values().stream().map(Subscriber::close).toList();
    subscribers.clear();
    return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
  }

  // --- where channels belong -----------------------------------------------------------------

  /** Does what can be done now; called after every change. */
  private void work() {
    if (closed) {
      return;
    }
    for (Subscription subscription : new ArrayList<>(wanted.values())) {
      if (subscription.subscriber == null && !subscription.resting && !subscription.placing) {
        place(subscription);
      }
    }
    for (Subscriber subscriber : new ArrayList<>(subscribers.values())) {
      if (subscriber.isIdle()) {
        subscribers.remove(subscriber.key());
        subscriber.close();
      } else {
        subscriber.flush();
      }
    }
    boolean all = wanted.values().stream().allMatch(subscription -> subscription.confirmed);
    if (all && !up) {
      onAllUp();
    }
    up = all;
    onChange.run();
  }

  private void onAllUp() {
    backoff.reset();
    if (lost) {
      lost = false;
      counters.resubscriptions.increment();
      LOG.log(Level.INFO, "the channels of {0} are subscribed again", address);
    } else {
      LOG.log(Level.DEBUG, "the channels of {0} are subscribed", address);
    }
  }

  private void place(Subscription subscription) {
    CompletableFuture<RedisURI> server;
    try {
      server = server(subscription.channel);
    } catch (RuntimeException e) {
      server = CompletableFuture.failedFuture(e);
    }
    placeWhenKnown(subscription, server);
  }

  private void placeWhenKnown(Subscription subscription, CompletableFuture<RedisURI> server) {
    if (server.isDone()) {
      place(subscription, server);
      return;
    }
    subscription.placing = true;
    server.whenComplete(
        (found, error) ->
            serial.execute(
                () -> {
                  subscription.placing = false;
                  if (!closed && wanted.get(subscription.channel) == subscription) {
                    place(subscription, server);
                    work();
                  }
                }));
  }

  private void place(Subscription subscription, CompletableFuture<RedisURI> server) {
    RedisURI found;
    try {
      found = server.join();
    } catch (RuntimeException e) {
      rest(List.of(subscription), Commands.cause(e));
      return;
    }
    Subscriber subscriber = subscribers.computeIfAbsent(key(found), key -> connect(key, found));
    subscription.subscriber = subscriber;
    subscriber.add(subscription);
  }

  private CompletableFuture<RedisURI> server(String channel) {
    if (sharded) {
      return redis.ownerOf(channel);
    }
    return redis
        .servers()
        .thenApply(
            servers -> {
              if (servers.isEmpty()) {
                throw new IllegalStateException("no server is known");
              }
              return servers.get(Math.floorMod(home, servers.size()));
            });
  }

  private Subscriber connect(String key, RedisURI server) {
    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> opening;
    try {
      opening = redis.connectPubSub(server);
    } catch (RuntimeException e) { // it is tried again, as any other failure
      opening = CompletableFuture.failedFuture(e);
    }
    Subscriber subscriber = new Subscriber(this, key, opening, sharded, serial, timer, answerTime);
    subscriber.start(payloads);
    return subscriber;
  }

  // --- what subscribers tell -----------------------------------------------------------------

  void onOpen() {
    work();
  }

  /**
   * Is told now and then while a connection lasts: the server may have been replaced without ending
   * it. Sharded channels are ended when they move.
   */
  void onProbe(Subscriber subscriber) {
    if (!sharded) {
      redis
          .servers()
          .thenAccept(
              servers -> {
                if (servers.stream().map(Subscriptions::key).noneMatch(subscriber.key()::equals)) {
                  serial.execute(
                      () -> subscriber.lose(new LinkLostException("the server was replaced")));
                }
              });
    }
  }

  private static String key(RedisURI server) {
    return server.getHost() + ":" + server.getPort();
  }

  /** Redis has confirmed a channel. */
  void onConfirmed(Subscriber subscriber, String channel) {
    Subscription subscription = wanted.get(channel);
    if (subscription != null && subscription.subscriber == subscriber && !subscription.confirmed) {
      subscription.confirmed = true;
      work();
    }
  }

  /** Redis has ended a subscription: the slot of the channel belongs to another server now. */
  void onMoved(Subscriber subscriber, String channel) {
    Subscription subscription = wanted.get(channel);
    if (subscription != null && subscription.subscriber == subscriber) {
      subscriber.forget(subscription);
      redis.refresh();
      LOG.log(Level.INFO, "channel {0} of {1} has moved to another server", channel, address);
      rest(List.of(subscription));
      work();
    }
  }

  /** Redis has refused to subscribe channels. */
  void onRefused(Subscriber subscriber, List<Subscription> refused, Throwable error) {
    List<Subscription> ours =
        refused.stream().filter(subscription -> subscription.subscriber == subscriber).toList();
    ours.forEach(subscriber::forget);
    redis.refresh();
    if (Commands.code(error).equals("MOVED")) { // what was known of the cluster is out of date
      LOG.log(Level.DEBUG, "{0} of {1}", error.getMessage(), address);
      rest(ours);
    } else {
      rest(ours, error);
    }
    work();
  }

  /** A connection was lost, or could not be had. */
  void onLost(Subscriber subscriber, Collection<Subscription> subscriptions, Throwable error) {
    if (closed || !subscribers.remove(subscriber.key(), subscriber)) {
      return;
    }
    subscriber.close();
    home++; // another server may be in reach
    redis.refresh();
    rest(subscriptions, error);
    work();
  }

  /** These are subscribed again, but not at once: something is wrong. */
  private void rest(Collection<Subscription> subscriptions, Throwable why) {
    String reason = reason(why);
    complaints.warn(
        "subscription",
        () -> "not subscribed to channels of " + address + ", trying again: " + reason,
        null);
    rest(subscriptions);
  }

  private void rest(Collection<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      subscription.subscriber = null;
      subscription.confirmed = false;
      subscription.resting = true;
    }
    if (up) {
      lost = true;
    }
    if (retry == null) {
      retry =
          timer.schedule(
              Duration.ofNanos(backoff.nextNanos()), () -> serial.execute(this::onRetry));
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof LinkLostException ? cause.getMessage() : cause.toString();
  }

  private void onRetry() {
    retry = null;
    wanted.values().forEach(subscription -> subscription.resting = false);
    work();
  }
}
