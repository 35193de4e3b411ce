package io.github.socketiojakarta.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.RedisStreamsWriter;
import io.github.socketiojakarta.testing.RedisServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What our emitter says is done by servers of both kinds, all of them alike. */
class EmitterNodesIT {

  private static final List<Nodes.Kind> KINDS =
      List.of(Nodes.Kind.JAVA, Nodes.Kind.REDIS, Nodes.Kind.IOREDIS);

  private static RedisServer redis;
  private static Nodes nodes;
  private static JsonbCodec json;
  private static Emitter emitter;

  private List<SocketClient> clients;

  @BeforeAll
  static void start() {
    redis = RedisServer.started();
    nodes = Nodes.started(KINDS, Settings.standalone(redis.uri()).namespaces("/", "/chat"));
    json = new JsonbCodec();
    Executor threads = task -> new Thread(task).start();
    emitter =
        new Emitter(
            RedisStreamsWriter.connect(RedisOptions.of(redis.uri()), threads), json, threads);
  }

  @AfterAll
  static void stop() {
    emitter.close();
    json.close();
    nodes.close();
    redis.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(SocketClient::close);
  }

  @Test
  void payloadsOfAllKindsReachTheClientsOfAllNodes() {
    clients = nodes.clients("/");
    byte[] bytes = {0, 1, -1};
    byte[] large = new byte[900_000];
    Arrays.fill(large, (byte) 7);
    List<Object[]> payloads =
        List.of(
            new Object[] {},
            new Object[] {"", List.of(), Map.of()},
            new Object[] {"grüße 😀\u2028", 1.5, -3L, true, null},
            new Object[] {bytes, Map.of("a", List.of(Map.of("b", bytes))), new byte[0]},
            new Object[] {"x".repeat(900_000)},
            new Object[] {large});
    payloads.forEach(args -> emitter.emit("event", args));

    for (SocketClient client : clients) {
      List<List<Object>> heard = client.await("event", payloads.size());
      for (int i = 0; i < payloads.size(); i++) {
        assertThat(heard.get(i))
            .as(client + " " + i)
            .usingRecursiveComparison()
            .isEqualTo(Arrays.asList(payloads.get(i)));
      }
    }
  }

  @Test
  void roomsAndExceptionsAreThoseOfAllNodes() {
    clients = nodes.clients("/");
    for (int i = 0; i < clients.size(); i++) {
      emitter.in(clients.get(i).id()).socketsJoin("all", "room-" + i);
    }
    emitter.to("room-0", "room-1").emit("first two");
    emitter.to("all").except("room-0").emit("last two");
    emitter.except("room-2").compress(false).emit("not the last");
    emitter.in("room-1").socketsLeave("all");
    emitter.to("all").emit("not the middle");
    emitter.emit("end");

    List<List<String>> expected =
        List.of(
            List.of("first two", "not the last", "not the middle", "end"),
            List.of("first two", "last two", "not the last", "end"),
            List.of("last two", "not the middle", "end"));
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).await("end", 1);
      assertThat(clients.get(i).heard())
          .extracting(event -> (String) event.get(0))
          .isEqualTo(expected.get(i));
    }
  }

  /** One that finds a connection busy is dropped there. */
  @Test
  void volatileEventsReachClientsThatCanTakeThem() {
    clients = nodes.clients("/");
    SocketClient.await(
        () -> "all to hear a volatile event",
        () -> {
          emitter.asVolatile().emit("perhaps");
          return clients.stream().noneMatch(client -> client.heard("perhaps").isEmpty());
        });
  }

  @Test
  void namespacesAreKeptApart() {
    clients = nodes.clients("/chat");
    emitter.emit("elsewhere");
    emitter.of("/chat").emit("here", 1L);
    for (SocketClient client : clients) {
      assertThat(client.await("here", 1)).containsExactly(List.of(1L));
      assertThat(client.heard("elsewhere")).isEmpty();
    }
  }

  @Test
  void theCodeOfAllNodesHearsWhatIsForServers() throws Exception {
    clients = List.of();
    byte[] bytes = {1, 2};
    for (ClusterNode node : nodes.all()) {
      node.listen("/chat", "reload", ClusterNode.Answer.NONE).get(30, SECONDS);
    }
    emitter.of("/chat").serverSideEmit("reload", "prices", Map.of("b", bytes));
    for (ClusterNode node : nodes.all()) {
      SocketClient.await(
          () -> node + " to hear", () -> node.heard("/chat", "reload").join().size() == 1);
      assertThat(node.heard("/chat", "reload").get(30, SECONDS))
          .usingRecursiveComparison()
          .isEqualTo(List.of(List.of("prices", Map.of("b", bytes))));
    }
  }

  @Test
  void socketsOfAllNodesAreDisconnected() {
    clients = nodes.clients("/chat");
    List<SocketClient> others = nodes.clients("/");
    try {
      clients.forEach(client -> emitter.of("/chat").in(client.id()).socketsJoin("leaving"));
      emitter.of("/chat").in("leaving").disconnectSockets(false);
      for (SocketClient client : clients) {
        assertThat(client.awaitEnd()).isEqualTo("io server disconnect");
        assertThat(client.isClosed()).isFalse();
      }
      emitter.disconnectSockets(true);
      others.forEach(SocketClient::awaitClosed);
    } finally {
      others.forEach(SocketClient::close);
    }
  }
}
