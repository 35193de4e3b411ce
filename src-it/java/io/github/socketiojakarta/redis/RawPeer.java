package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.socketiojakarta.redis.net.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A peer that hears and says what a test wants, byte by byte, as Node's adapter would. */
final class RawPeer implements AutoCloseable {

  /** What was heard. */
  record Heard(String channel, byte[] frame) {}

  private final boolean sharded;
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> commands;
  private final StatefulRedisPubSubConnection<String, byte[]> subscriber;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final List<String> channels = new CopyOnWriteArrayList<>();

  RawPeer(String uri, boolean sharded, String... channels) {
    this.sharded = sharded;
    client = RedisClient.create(RedisURI.create(uri));
    commands = client.connect(Redis.CODEC);
    subscriber = client.connectPubSub(Redis.CODEC);
    subscriber.addListener(
        new RedisPubSubAdapter<String, byte[]>() {
          @Override
          public void message(String channel, byte[] frame) {
            heard.add(new Heard(channel, frame));
          }

          @Override
          public void smessage(String channel, byte[] frame) {
            heard.add(new Heard(channel, frame));
          }

          @Override
          public void subscribed(String channel, long count) {
            RawPeer.this.channels.add(channel);
          }

          @Override
          public void ssubscribed(String channel, long count) {
            RawPeer.this.channels.add(channel);
          }
        });
    subscribe(channels);
  }

  void subscribe(String... more) {
    for (String channel : more) {
      if (sharded) {
        subscriber.sync().ssubscribe(channel);
      } else {
        subscriber.sync().subscribe(channel);
      }
      TestNode.await(channel, () -> channels.contains(channel));
    }
  }

  void publish(String channel, byte[] frame) {
    if (sharded) {
      commands.sync().spublish(channel, frame);
    } else {
      commands.sync().publish(channel, frame);
    }
  }

  /** Many at once, without waiting for the answers but the last. */
  void publishAll(String channel, List<byte[]> frames) throws Exception {
    for (byte[] frame : frames.subList(0, frames.size() - 1)) {
      commands.async().publish(channel, frame);
    }
    commands.async().publish(channel, frames.get(frames.size() - 1)).get(30, SECONDS);
  }

  Heard next() throws InterruptedException {
    Heard next = heard.poll(TestNode.PATIENCE.toSeconds(), SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was heard");
    }
    return next;
  }

  int waiting() {
    return heard.size();
  }

  /** Its connections are lost, all at once. */
  void die() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  @Override
  public void close() {
    die(); // harmless if repeated
  }
}
