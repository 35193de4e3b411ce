package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An emitter follows its stream through a Redis Cluster. */
class EmitterClusterIT {

  private static final String STREAM = "socket.io";

  private static RedisOptions options(RedisCluster cluster) {
    return RedisOptions.builder(
            RedisAccess.builder().cluster(cluster.uris()).timeout(Duration.ofSeconds(1)).build())
        .maxLen(1_000_000)
        .blockTime(Duration.ofMillis(500))
        .build();
  }

  /** Emits one number after the other, on a thread of its own, until it is closed. */
  private static final class Counting implements AutoCloseable {
    private final Emitter emitter;
    private final Thread thread = new Thread(this::run);
    private final List<CompletableFuture<Optional<Offset>>> emitted =
        new ArrayList<>(); // the thread's, then whose that has closed it
    private volatile int count; // written by the thread
    private volatile boolean closed; // written by close

    Counting(Emitter emitter) {
      this.emitter = emitter;
      thread.start();
    }

    private void run() {
      while (!closed) {
        emitted.add(emitter.emit("hello", Integer.toString(count)).toCompletableFuture());
        count++;
        TestNode.pause(1);
      }
    }

    void awaitMore(int more) {
      int target = count + more;
      TestNode.await(target + " emitted", () -> count >= target);
    }

    /** Waits until all is written; gives how much that is. */
    int end() {
      close();
      CompletableFuture.allOf(emitted.toArray(CompletableFuture<?>[]::new)).join();
      return emitted.size();
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void followsTheStreamWhenItsSlotIsMoved() {
    try (RedisCluster cluster = RedisCluster.started(3, 0);
        AdapterParts parts = new AdapterParts();
        TestNode node = TestNode.started(options(cluster));
        Emitter emitter = parts.emitter(options(cluster));
        Counting counting = new Counting(emitter)) {
      counting.awaitMore(100);
      RedisServer to = cluster.beginMigration(STREAM);
      counting.awaitMore(100); // the old server still has it
      cluster.migrateKey(STREAM, to);
      counting.awaitMore(200); // the resharding has stalled
      cluster.endMigration(STREAM, to);
      counting.awaitMore(200);
      assertAllOnceInOrder(counting.end(), node, to);
    }
  }

  @Test
  void losesNothingWhenAReplicaTakesOver() {
    try (RedisCluster cluster = RedisCluster.started(3, 1);
        AdapterParts parts = new AdapterParts();
        TestNode node = TestNode.started(options(cluster));
        Emitter emitter = parts.emitter(options(cluster));
        Counting counting = new Counting(emitter)) {
      counting.awaitMore(100);
      RedisServer demoted = cluster.ownerOf(STREAM);
      cluster.replicaOf(demoted).client().clusterFailover(false);
      RedisServer promoted = cluster.awaitPromotion(STREAM, demoted);
      counting.awaitMore(300);
      assertAllOnceInOrder(counting.end(), node, promoted);
    }
  }

  private static void assertAllOnceInOrder(int emitted, TestNode node, RedisServer server) {
    node.awaitDeliveries(emitted);
    assertThat(node.texts())
        .isEqualTo(IntStream.range(0, emitted).mapToObj(Integer::toString).toList());
    assertThat(server.client().xlen(STREAM)).isEqualTo(emitted);
  }
}
