package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A WAR that emits only, beside one that serves: it opens no endpoint and leaves nothing. */
@ExtendWith(Cluster.Extension.class)
class EmitterWarIT {

  private static final String WAR = "emitting.war";

  /** Of its connections to Redis. */
  private static final String NAME = "emitting";

  private final Cluster cluster;
  private final WildFlyNode node;
  private final HttpClient http = HttpClient.newHttpClient();

  EmitterWarIT(Cluster cluster) {
    this.cluster = cluster;
    this.node = cluster.a();
  }

  @Test
  void clientsOfAllNodesHearWhatItEmits() throws Exception {
    Path war =
        new WarBuilder(WAR)
            .classes("it/emitting")
            .config("socketio.serve", "false")
            .config("config_ordinal", 500) // above the address that the node has for all
            .config("socketio.redis.uri", cluster.redis().uri() + "?clientName=" + NAME)
            .build();
    List<LightClient> clients = new ArrayList<>();
    try {
      for (WildFlyNode each : cluster.nodes()) {
        clients.add(new LightClient(each.uri()).join("crowd"));
      }
      for (int round = 0; round < 2; round++) {
        node.deploy(war, WAR);
        for (int number = round * 10; number < round * 10 + 10; number++) {
          assertThat(get("say?number=" + number).body()).matches("\\d+-\\d+");
        }
        assertThat(cluster.connections()).containsKey(NAME);
        assertThat(get("socket.io/?EIO=4&transport=polling").statusCode()).isEqualTo(404);
        node.undeploy(WAR);
      }
      for (LightClient client : clients) {
        await(() -> client.count() >= 20, "all numbers");
        assertThat(client.numbers()).isEqualTo(IntStream.range(0, 20).boxed().toList());
      }
      await(() -> !cluster.connections().containsKey(NAME), "the end of its connections");
    } finally {
      clients.forEach(LightClient::close);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = node.uri().resolve("emitting/").resolve(path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
      Thread.sleep(10);
    }
  }
}
