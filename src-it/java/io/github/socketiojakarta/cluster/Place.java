package io.github.socketiojakarta.cluster;

import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisSentinels;
import io.github.socketiojakarta.testing.RedisServer;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The ways Redis is run and used in scenarios. */
enum Place {
  /** One server. */
  STANDALONE {
    @Override
    Optional<Running> start() {
      return standalone(settings -> settings);
    }
  },
  /** One server, several streams. */
  STREAMS {
    @Override
    Optional<Running> start() {
      return standalone(settings -> settings.with("streamCount", 3));
    }
  },
  /** One server, channels of sharded PUB/SUB. */
  SHARDED {
    @Override
    Optional<Running> start() {
      return standalone(settings -> settings.with("useShardedPubSub", true));
    }
  },
  /** One server, and every other option not as it is by default. */
  OPTIONS {
    @Override
    Optional<Running> start() {
      return standalone(
          settings ->
              settings
                  .with("streamName", "my stream")
                  .with("channelPrefix", "my channel")
                  .with("sessionKeyPrefix", "my session")
                  .with("readCount", 1)
                  .with("maxLen", 100));
    }
  },
  /** A master and a replica, watched by Sentinel. */
  SENTINEL {
    @Override
    Optional<Running> start() {
      RedisSentinels sentinels = RedisSentinels.started(1);
      return Optional.of(
          new Running(
              Settings.sentinel(
                  RedisSentinels.MASTER,
                  sentinels.sentinelPorts().stream()
                      .map(port -> "redis://127.0.0.1:" + port)
                      .toList()),
              sentinels::close));
    }
  },
  /** A Redis Cluster of three masters. */
  CLUSTER {
    @Override
    Optional<Running> start() {
      RedisCluster cluster = RedisCluster.started(3, 0);
      return cluster(cluster, settings -> settings);
    }
  },
  /** A Redis Cluster of three masters, several streams and channels of sharded PUB/SUB. */
  CLUSTER_SHARDED {
    @Override
    Optional<Running> start() {
      RedisCluster cluster = RedisCluster.started(3, 0);
      return cluster(
          cluster, settings -> settings.with("useShardedPubSub", true).with("streamCount", 3));
    }
  },
  /** A Valkey server; nothing where there is none. */
  VALKEY {
    @Override
    Optional<Running> start() {
      return RedisServer.startedValkey()
          .map(server -> new Running(Settings.standalone(server.uri()), server::close));
    }
  },
  /** A cluster of three Valkey masters; nothing where there is none. */
  VALKEY_CLUSTER {
    @Override
    Optional<Running> start() {
      return RedisCluster.startedValkey(3, 0)
          .flatMap(cluster -> cluster(cluster, settings -> settings));
    }
  };

  /**
   * What has been started.
   *
   * @param settings how servers get there
   * @param end stops it
   */
  record Running(Settings settings, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /** Starts it, if this machine can. */
  abstract Optional<Running> start();

  private static Optional<Running> standalone(UnaryOperator<Settings> more) {
    RedisServer server = RedisServer.started();
    return Optional.of(new Running(more.apply(Settings.standalone(server.uri())), server::close));
  }

  private static Optional<Running> cluster(RedisCluster cluster, UnaryOperator<Settings> more) {
    return Optional.of(new Running(more.apply(Settings.cluster(cluster.uris())), cluster::close));
  }
}
