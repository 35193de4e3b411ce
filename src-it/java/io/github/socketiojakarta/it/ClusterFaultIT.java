package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two nodes with 200 clients each; while both broadcast, Redis cuts their connections eight times
 * and is away for five seconds. Nothing is lost, repeated or told in another order.
 */
@ExtendWith(Cluster.Extension.class)
class ClusterFaultIT {

  private static final int CLIENTS = 200; // per node
  private static final int BROADCASTS = 1_000; // per node
  private static final List<Integer> CUTS = List.of(80, 160, 240, 320, 400, 780, 840, 900);
  private static final int STOP = 450;
  private static final int START = 700;
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration PACE = Duration.ofMillis(15);

  private final Cluster cluster;

  ClusterFaultIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everyClientReceivesEveryBroadcastOnceAndInTheSameOrder() throws Exception {
    List<LightClient> clients = new ArrayList<>();
    try {
      for (WildFlyNode node : cluster.nodes()) {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(new LightClient(node.uri()));
        }
      }
      for (LightClient client : clients) {
        client.join("crowd");
      }

      Map<String, Long> links = cluster.connections();
      assertThat(links).containsOnlyKeys("a", "b");
      long cut = broadcastWithFaults(clients.get(0), clients.get(CLIENTS), links);

      await(
          Duration.ofMinutes(2),
          () -> clients.stream().allMatch(client -> client.count() >= 2 * BROADCASTS),
          () -> "some received " + clients.stream().mapToInt(LightClient::count).min());
      List<Integer> order = clients.get(0).numbers();
      assertThat(order).hasSize(2 * BROADCASTS);
      assertThat(new HashSet<>(order)).hasSize(2 * BROADCASTS);
      assertThat(order.stream().filter(number -> number % 2 == 0)).isSorted();
      assertThat(order.stream().filter(number -> number % 2 == 1)).isSorted();
      for (LightClient client : clients) {
        assertThat(client.numbers()).isEqualTo(order);
      }
      System.out.println(
          "ClusterFaultIT: "
              + clients.size()
              + " clients received the same "
              + order.size()
              + " broadcasts; Redis cut "
              + cut
              + " connections in "
              + CUTS.size()
              + " cuts and was away once");
    } finally {
      clients.forEach(LightClient::close);
    }
  }

  /** Even numbers go out by node A, odd ones by node B. */
  private long broadcastWithFaults(LightClient a, LightClient b, Map<String, Long> links)
      throws InterruptedException {
    long cut = 0;
    long stopped = 0;
    for (int i = 0; i < BROADCASTS; i++) {
      if (CUTS.contains(i)) {
        // A cut counts only if both nodes are connected as they were.
        await(
            Duration.ofSeconds(30),
            () -> cluster.connections().equals(links),
            () -> "the nodes did not come back to Redis");
        cut += cluster.redis().killClients();
      } else if (i == STOP) {
        cluster.redis().stop();
        stopped = System.nanoTime();
      } else if (i == START) {
        long left = AWAY.toNanos() - (System.nanoTime() - stopped);
        Thread.sleep(Math.max(0, left / 1_000_000));
        cluster.redis().start();
      }
      a.emit("number", 2 * i);
      b.emit("number", 2 * i + 1);
      Thread.sleep(PACE.toMillis()); // the traffic's own pace
    }
    return cut;
  }

  private static void await(Duration patience, BooleanSupplier condition, Supplier<String> failure)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(failure).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
