package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.pubsub.Subscriptions.Subscription;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * A connection to one server and the channels that are subscribed over it, while it lasts. It is
 * never mended. A server that says nothing any more is found out by subscribing something again
 * that is subscribed already, which Redis confirms.
 *
 * <p>All but the callbacks of Lettuce runs on {@code serial}; those only hand over.
 */
final class Subscriber {

  /** Lettuce takes two or three steps to connect. */
  private static final int CONNECT_STEPS = 3;

  private final Subscriptions owner;
  private final String key;
  private final CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> opening;
  private final boolean sharded;
  private final Executor serial;
  private final Timer timer;
  private final Duration answerTime;

  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final List<Subscription> unsent = new ArrayList<>(); // to be subscribed
  private final List<String> unwanted = new ArrayList<>(); // to be unsubscribed
  private final Map<String, Integer> leaving = new HashMap<>(); // how often, not yet confirmed
  private StatefulRedisPubSubConnection<String, byte[]> connection; // null: not yet
  private Timer.Timeout due; // the end of connecting, or the next probe
  private boolean probing; // an answer is due
  private boolean closed;

  Subscriber(
      Subscriptions owner,
      String key,
      CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> opening,
      boolean sharded,
      Executor serial,
      Timer timer,
      Duration answerTime) {
    this.owner = owner;
    this.key = key;
    this.opening = opening;
    this.sharded = sharded;
    this.serial = serial;
    this.timer = timer;
    this.answerTime = answerTime;
  }

  /** Begins to connect. */
  void start(BiConsumer<String, byte[]> payloads) {
    due =
        timer.schedule(
            answerTime.multipliedBy(CONNECT_STEPS),
            () -> serial.execute(() -> lose(new LinkLostException("no answer: connecting"))));
    opening.whenComplete(
        (opened, error) -> {
          if (error == null) {
            listen(opened, payloads);
          }
          serial.execute(() -> onOpened(opened, error));
        });
  }

  /** On Lettuce's thread, before anything is subscribed. */
  private void listen(
      StatefulRedisPubSubConnection<String, byte[]> opened, BiConsumer<String, byte[]> payloads) {
    opened.addListener(
        new RedisPubSubAdapter<String, byte[]>() {
          @Override
          public void message(String channel, byte[] payload) {
            payloads.accept(channel, payload);
          }

          @Override
          public void smessage(String channel, byte[] payload) {
            payloads.accept(channel, payload);
          }

          @Override
          public void subscribed(String channel, long count) {
            serial.execute(() -> onSubscribed(channel));
          }

          @Override
          public void ssubscribed(String channel, long count) {
            serial.execute(() -> onSubscribed(channel));
          }

          @Override
          public void sunsubscribed(String channel, long count) {
            serial.execute(() -> onUnsubscribed(channel));
          }
        });
    opened.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
            serial.execute(() -> lose(new LinkLostException("the connection was lost")));
          }
        });
  }

  String key() {
    return key;
  }

  boolean isIdle() {
    return subscriptions.isEmpty();
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
    unsent.add(subscription);
  }

  /** Unsubscribes. */
  void remove(Subscription subscription) {
    subscriptions.remove(subscription);
    if (!unsent.remove(subscription)) {
      unwanted.add(subscription.channel());
    }
  }

  /** Has it no longer: Redis has ended it. */
  void forget(Subscription subscription) {
    subscriptions.remove(subscription);
    unsent.remove(subscription);
  }

  /** Sends what waits, in one command if it can be: the public channel and the private one. */
  void flush() {
    if (connection == null) {
      return;
    }
    RedisPubSubAsyncCommands<String, byte[]> commands = connection.async();
    if (!unwanted.isEmpty()) {
      leave(commands);
    }
    if (unsent.isEmpty()) {
      return;
    }
    List<Subscription> sent = List.copyOf(unsent);
    unsent.clear();
    if (sharded) {
      sent.forEach(
          subscription ->
              expect(List.of(subscription), commands.ssubscribe(subscription.channel())));
    } else {
      expect(sent, commands.subscribe(names(sent)));
    }
  }

  private void leave(RedisPubSubAsyncCommands<String, byte[]> commands) {
    if (sharded) {
      for (String channel : unwanted) {
        leaving.merge(channel, 1, Integer::sum);
        commands
            .sunsubscribe(channel)
            .whenComplete(
                (done, error) -> {
                  if (error != null) { // it has moved: it is not here any more
                    serial.execute(() -> onUnsubscribed(channel));
                  }
                });
      }
    } else {
      commands.unsubscribe(unwanted.toArray(new String[0]));
    }
    unwanted.clear();
  }

  private static String[] names(List<Subscription> subscriptions) {
    return subscriptions.stream().map(Subscription::channel).toArray(String[]::new);
  }

  private void expect(List<Subscription> sent, RedisFuture<Void> answer) {
    answer.whenComplete(
        (done, error) -> {
          if (error != null) {
            serial.execute(() -> onRefused(sent, Commands.cause(error)));
          }
        });
  }

  private void onOpened(StatefulRedisPubSubConnection<String, byte[]> opened, Throwable error) {
    if (closed) {
      return;
    }
    if (error != null) {
      lose(Commands.cause(error));
      return;
    }
    if (!opened.isOpen()) { // before there was a listener
      lose(new LinkLostException("the connection was lost"));
      return;
    }
    connection = opened;
    due.cancel();
    probeLater();
    owner.onOpen();
  }

  private void onSubscribed(String channel) {
    if (!closed) {
      owner.onConfirmed(this, channel);
    }
  }

  /** Asked for, or pushed by Redis because the channel is another server's now. */
  private void onUnsubscribed(String channel) {
    if (closed) {
      return;
    }
    Integer times = leaving.get(channel);
    if (times == null) {
      owner.onMoved(this, channel);
    } else if (times == 1) {
      leaving.remove(channel);
    } else {
      leaving.put(channel, times - 1);
    }
  }

  private void onRefused(List<Subscription> sent, Throwable error) {
    if (closed) {
      return;
    }
    if (connection.isOpen()) {
      owner.onRefused(this, sent, error);
    } else {
      lose(error);
    }
  }

  // --- whether the server is alive -----------------------------------------------------------

  private void probeLater() {
    due = timer.schedule(answerTime, () -> serial.execute(this::probe));
  }

  private void probe() {
    if (closed) {
      return;
    }
    if (probing) {
      lose(new LinkLostException("no answer in time"));
      return;
    }
    if (!subscriptions.isEmpty()) {
      probing = true;
      List<Subscription> first = List.of(subscriptions.iterator().next());
      RedisPubSubAsyncCommands<String, byte[]> commands = connection.async();
      RedisFuture<Void> answer =
          sharded ? commands.ssubscribe(names(first)) : commands.subscribe(names(first));
      answer.whenComplete((done, error) -> serial.execute(() -> probing = false));
      expect(first, answer);
      owner.onProbe(this);
    }
    probeLater();
  }

  /** Gives the connection up: its channels are subscribed anew. */
  void lose(Throwable error) {
    if (!closed) {
      owner.onLost(this, List.copyOf(subscriptions), error);
    }
  }

  /** Closes the connection, also one that is yet to come; completes when it is closed. */
  CompletableFuture<Void> close() {
    closed = true;
    due.cancel();
    if (connection == null) {
      opening.thenAccept(StatefulRedisPubSubConnection::closeAsync);
      return CompletableFuture.completedFuture(null);
    }
    return connection.closeAsync();
  }
}
