package io.github.socketiojakarta.cluster;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;

/**
 * What a server that hangs is to the others: it has subscribed to its channels, so they count it,
 * and never says a word.
 */
final class SilentMember implements AutoCloseable {

  private static final String UID = "00000000deadbeef";

  private final Settings settings;
  private final AbstractRedisClient client;
  private final StatefulRedisPubSubConnection<String, String> connection;

  /** Connects. */
  SilentMember(Settings settings) {
    this.settings = settings;
    List<RedisURI> uris = settings.urls().stream().map(RedisURI::create).toList();
    if (settings.cluster()) {
      RedisClusterClient cluster = RedisClusterClient.create(uris);
      client = cluster;
      connection = cluster.connectPubSub();
    } else {
      RedisClient single =
          RedisClient.create(
              settings.master().isEmpty()
                  ? uris.get(0)
                  : RedisURI.Builder.sentinel(
                          uris.get(0).getHost(), uris.get(0).getPort(), settings.master().get())
                      .build());
      client = single;
      connection = single.connectPubSub();
    }
  }

  /** Joins the main namespace. */
  void join() {
    String channel = settings.adapter().getOrDefault("channelPrefix", "socket.io") + "#/#";
    for (String each : List.of(channel, channel + UID + "#")) {
      if (Boolean.TRUE.equals(settings.adapter().get("useShardedPubSub"))) {
        connection.sync().ssubscribe(each);
      } else {
        connection.sync().subscribe(each);
      }
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
