package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
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
  private static final String LOADER = "org.jboss.modules.ModuleClassLoader";
  private static final String SERVER = "io.github.socketiojakarta.server.Server";

  private final Cluster cluster;
  private final WildFlyNode node;
  private final HttpClient http = HttpClient.newHttpClient();

  RedeployIT(Cluster cluster) {
    this.cluster = cluster;
    this.node = cluster.a();
  }

  @Test
  void leavesNothingOfEarlierDeploymentsBehind() throws Exception {
    // A stream of its own: what other tests do is none of its traffic.
    Path war = Cluster.application(WAR).config("socketio.redis.stream-name", "again").build();
    cycle(war); // what the server itself loads and starts at a first deployment is not counted
    Left before = settled(Left::isOneApplication);
    assertThat(before.isOneApplication()).as("one application after one cycle: " + before).isTrue();

    for (int i = 0; i < TIMES; i++) {
      cycle(war);
    }

    Left after = settled(left -> left.isNoMoreThan(before));
    assertThat(after.isNoMoreThan(before))
        .as("no more than was left of the first: " + before + ", but " + after)
        .isTrue();
    System.out.println("RedeployIT: after " + TIMES + " more deployments " + after);
  }

  private void cycle(Path war) throws Exception {
    bustle();
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
   * @param libraries class loaders that have a server of the library
   * @param loaders class loaders of modules and deployments
   * @param threads threads of the library's dependencies, by name
   * @param connections what Redis sees of all nodes
   */
  private record Left(
      long servers, long libraries, long loaders, List<String> threads, long connections) {

    /** Only the application at the root is there. */
    boolean isOneApplication() {
      return servers == 1 && libraries == 1;
    }

    boolean isNoMoreThan(Left earlier) {
      return isOneApplication()
          && loaders <= earlier.loaders
          && threads.equals(earlier.threads)
          && connections == earlier.connections;
    }
  }

  /** Counts until it is what is hoped for, or a minute is over. */
  private Left settled(Predicate<Left> hoped) throws InterruptedException {
    for (int i = 0; ; i++) {
      bustle();
      Left now = count();
      if (hoped.test(now) || i == 60) {
        return now;
      }
      Thread.sleep(1_000);
    }
  }

  /**
   * Gives all of the server's worker threads something else to do. One that idles keeps its last
   * request on its stack, and the one that it was made for as long as it lives, and with them the
   * application: so that none is made for the application that goes, all are made before it comes.
   */
  private void bustle() {
    HttpRequest request = HttpRequest.newBuilder(node.uri().resolve("hold")).build();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).join();
  }

  private Left count() {
    node.jcmd("GC.run");
    // One line per class and loader: number, instances, bytes, class name, and its module if any.
    List<String[]> histogram =
        node.jcmd("GC.class_histogram")
            .lines()
            .map(line -> line.trim().split("\\s+"))
            .filter(columns -> columns.length >= 4)
            .toList();
    return new Left(
        instances(histogram, SERVER).sum(),
        instances(histogram, SERVER).count(),
        instances(histogram, LOADER).sum(),
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

  private static LongStream instances(List<String[]> histogram, String type) {
    return histogram.stream()
        .filter(columns -> columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]));
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
