package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.ServerOptions;
import io.github.socketiojakarta.server.TestCluster;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handler methods, called by the code of another node. */
class ServerSideEventTest {

  private static final TestCluster CLUSTER = new TestCluster();
  private static final TestCluster.Node NODE = CLUSTER.node();

  static class Nodes {
    @Produces
    Adapter adapter() {
      return NODE;
    }
  }

  public record Item(String name, int count) {}

  @RequestScoped
  static class PerCall {
    int calls;

    int call() {
      return ++calls;
    }
  }

  @SocketNamespace("/all")
  static class All {
    static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();
    static final CompletableFuture<Item> LATER = new CompletableFuture<>();

    @Inject PerCall perCall;

    @OnServerSideEvent("record")
    Item record(Item item, Namespace namespace, Server server, Optional<String> more) {
      return new Item(namespace.name() + more.orElse("!"), item.count() + 1);
    }

    @OnServerSideEvent("raw")
    int raw(Arguments args) {
      return args.size();
    }

    @OnServerSideEvent("bytes")
    byte[] bytes(byte[] bytes) {
      return new byte[] {bytes[0], 9};
    }

    @OnServerSideEvent("void")
    void empty(String any) {}

    @OnServerSideEvent("ack")
    void ack(String first, Ack ack, int second) {
      ack.send(second, first);
      ack.send("again");
    }

    @OnServerSideEvent("stage")
    CompletionStage<Item> stage() {
      return LATER;
    }

    @OnServerSideEvent("scope")
    int scope() {
      perCall.call();
      return perCall.call();
    }

    @OnServerSideEvent("order")
    void order(int number) {
      LOG.add("order " + number);
    }

    @OnServerSideEvent("int")
    int number(int number) {
      return number;
    }

    @OnServerSideEvent("fail")
    void fail() {
      throw new IllegalStateException("of the test");
    }

    @OnEvent("record")
    String ofClients(String text) {
      return "client's " + text;
    }
  }

  @SocketNamespace("/all")
  static class Another {
    @OnServerSideEvent("void")
    void empty(Namespace namespace) {
      All.LOG.add("another " + namespace.name());
    }
  }

  private static TestApplication application;
  private static JsonbCodec json;
  private static Server peer;

  @BeforeAll
  static void deploy() {
    application = TestApplication.of(All.class, Another.class, PerCall.class, Nodes.class);
    json = new JsonbCodec();
    peer =
        new Server(ServerOptions.DEFAULTS, CLUSTER.node(), json, new ManualTimer(), Runnable::run);
    peer.of("/all");
  }

  @AfterAll
  static void undeploy() {
    peer.close();
    json.close();
    application.close();
  }

  private static Object ask(String event, Object... args) throws Exception {
    return peer.of("/all")
        .serverSideEmitWithAck(event, args)
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .get(0);
  }

  @Test
  void bindsArgumentsAndAnswers() throws Exception {
    assertThat(ask("record", new Item("a", 1)).toString()).isEqualTo("{count=2, name=/all!}");
    assertThat(ask("record", new Item("a", 1), "?").toString()).isEqualTo("{count=2, name=/all?}");
    assertThat(ask("raw", 1, null, "x")).isEqualTo(3L);
    assertThat((byte[]) ask("bytes", new byte[] {1})).containsExactly(1, 9);
    assertThat(ask("ack", "a", 2)).isEqualTo(2L);
    assertThat(ask("scope")).isEqualTo(2L);
  }

  @Test
  void answersForMethodsWithoutResultWhenAllBeansHaveReturned() throws Exception {
    assertThat(ask("void")).isNull();
    assertThat(All.LOG).contains("another /all");
  }

  @Test
  void answersWhenTheStageCompletes() throws Exception {
    CompletableFuture<List<Object>> answers =
        peer.of("/all").serverSideEmitWithAck("stage").toCompletableFuture();
    ask("void"); // a stage holds nothing up
    assertThat(answers).isNotDone();
    All.LATER.complete(new Item("late", 1));
    assertThat(answers.get(20, TimeUnit.SECONDS).toString()).isEqualTo("[{count=1, name=late}]");
  }

  @Test
  void keepsTheOrder() {
    All.LOG.removeIf(line -> line.startsWith("order"));
    for (int i = 0; i < 200; i++) {
      peer.of("/all").serverSideEmit("order", i);
    }
    await(() -> All.LOG.contains("order 199"), "the last event");
    List<String> order = All.LOG.stream().filter(line -> line.startsWith("order")).toList();
    for (int i = 0; i < 200; i++) {
      assertThat(order.get(i)).isEqualTo("order " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "int", "nobody listens"})
  void leavesAFailureWithoutAnswerAndGoesOn(String event) throws Exception {
    List<ClusterResponse> responses =
        NODE.answers(
            new ClusterRequest.ServerSideEmit("/all", Arrays.asList(event, "no number"), true));
    ask("void");
    assertThat(responses).isEmpty();
  }

  @Test
  void eventsOfClientsAreOthers() {
    TestApplication.Client client = application.connect("/all");
    client.emit(1, "[\"record\",\"text\"]");
    client.emit(2, "[\"raw\",1]");
    client.emit(3, "[\"record\",\"text\"]");
    assertThat(client.ack(1)).isEqualTo("[\"client's text\"]");
    assertThat(client.ack(3)).isEqualTo("[\"client's text\"]");
    assertThat(client.has("43/all,2")).isFalse();
  }
}
