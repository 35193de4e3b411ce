package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test application, a second time on node A beside the first, is undeployed in the middle of
 * traffic and deployed again, twenty times. Nothing of an earlier deployment stays.
 */
@ExtendWith(Cluster.Extension.class)
class RedeployIT {

  private static final int TIMES = 20;
  private static final String WAR = "again.war";
  private static final String SERVER = "io.github.socketiojakarta.server.Server";

  private final Cluster cluster;
  private final WildFlyNode node;

  RedeployIT(Cluster cluster) {
    this.cluster = cluster;
    this.node = cluster.a();
  }

  @Test
  void leavesNothingOfEarlierDeploymentsBehind() throws Exception {
    // A stream of its own: what other tests do is none of its traffic.
    Path war = Cluster.application(WAR).config("socketio.redis.stream-name", "again").build();
    cycle(war); // what the server itself loads and starts at a first deployment is not counted
    Left before = settled(null);

    for (int i = 0; i < TIMES; i++) {
      cycle(war);
    }

    Left after = settled(before);
    assertThat(after).isEqualTo(before);
    assertThat(after.loaders()).as("loaders").isPositive();
    assertThat(after.servers()).as("servers: the application at the root").isEqualTo(1);
    System.out.println("RedeployIT: after " + TIMES + " more deployments " + after);
  }

  private void cycle(Path war) throws Exception {
    node.deploy(war, WAR);
    URI application = node.uri().resolve("again/");
    List<LightClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        clients.add(new LightClient(application).join("crowd"));
      }
      for (int number = 0; number < 200; number++) {
        for (LightClient client : clients) {
          client.emit("number", number);
        }
      }
      // In the middle: something has come back, and more is on its way.
      await(() -> clients.stream().allMatch(client -> client.count() >= 50));
      node.undeploy(WAR);
      for (LightClient client : clients) {
        client.closed().get(30, TimeUnit.SECONDS);
      }
    } finally {
      clients.forEach(LightClient::close);
    }
  }

  /**
   * What could be left.
   *
   * @param servers instances of the library's server on the heap
   * @param loaders class loaders of modules: those of WildFly's own and one for each deployment
   * @param threads threads of the library's dependencies, by name
   * @param connections what Redis sees of all nodes
   */
  private record Left(long servers, long loaders, List<String> threads, long connections) {}

  /** Counts until nothing changes any more, or until it is what is hoped for. */
  private Left settled(Left hoped) throws InterruptedException {
    Left last = count();
    for (int i = 0; i < 30; i++) {
      Thread.sleep(1_000);
      Left now = count();
      if (now.equals(hoped) || (hoped == null && now.equals(last))) {
        return now;
      }
      last = now;
    }
    return last;
  }

  private Left count() {
    node.jcmd("GC.run");
    // One line per class and loader: number, instances, bytes, class name, and its module if it has
    // one.
    List<String[]> servers =
        node.jcmd("GC.class_histogram")
            .lines()
            .map(line -> line.trim().split("\\s+"))
            .filter(columns -> columns.length >= 4 && columns[3].equals(SERVER))
            .toList();
    return new Left(
        servers.stream().mapToLong(columns -> Long.parseLong(columns[1])).sum(),
        node.jcmd("VM.classloader_stats")
            .lines()
            .filter(line -> line.endsWith("org.jboss.modules.ModuleClassLoader"))
            .count(),
        node.jcmd("Thread.print")
            .lines()
            .filter(
                line ->
                    line.matches(
                        "\"(socketio|lettuce|netty|globalEvent|reactor|parallel|boundedElastic|single)-?.*"))
            .map(line -> line.replaceAll("^\"([a-zA-Z-]+).*", "$1"))
            .sorted()
            .toList(),
        cluster.redis().client().clientList().lines().count());
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("traffic within a minute").isLessThan(end);
      Thread.sleep(10);
    }
  }
}
