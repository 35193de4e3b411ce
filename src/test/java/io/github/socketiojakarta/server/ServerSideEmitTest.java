package io.github.socketiojakarta.server;

import static io.github.socketiojakarta.server.Stages.failure;
import static io.github.socketiojakarta.server.Stages.future;
import static io.github.socketiojakarta.server.Stages.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ServerSideEmitTest extends ThreeServers {

  @Test
  void reachesTheCodeOfTheOtherNodesOnly() {
    for (TestServer server : List.of(a, b, c)) {
      server.io.on(
          "hello",
          (args, ack) -> {
            assertThat(ack.isRequested()).isFalse();
            ack.send("nobody asked");
            server.note(args.toString());
          });
    }
    assertThat(future(a.io.serverSideEmit("hello", "world", Map.of("n", 1)))).isCompleted();
    assertThat(a.noted()).isEmpty();
    assertThat(b.noted()).containsExactly("[world, {n=1}]");
    assertThat(c.noted()).containsExactly("[world, {n=1}]");
    assertThat(cluster.requests)
        .containsExactly(
            new ClusterRequest.ServerSideEmit(
                "/", List.of("hello", "world", Map.of("n", 1L)), false));
  }

  @Test
  void staysInItsNamespace() {
    b.io.on("e", (args, ack) -> b.note("main"));
    b.io.of("/chat").on("e", (args, ack) -> b.note("chat"));
    a.io.of("/chat").serverSideEmit("e");
    assertThat(b.noted()).containsExactly("chat");
  }

  @Test
  void collectsTheFirstArgumentOfEachAnswer() {
    b.io.on("q", (args, ack) -> ack.send("b", "more"));
    c.io.on("q", (args, ack) -> ack.send());
    assertThat(value(a.io.serverSideEmitWithAck("q"))).isEqualTo(Arrays.asList("b", null));
    assertThat(here.pending()).isZero();
  }

  @Test
  void carriesBytesAndBoundValues() {
    elsewhere.die();
    b.io.on("q", (args, ack) -> ack.send(List.of(args.get(0, byte[].class), args.size())));
    Object answer = value(a.io.serverSideEmitWithAck("q", new byte[] {1}, null)).get(0);
    assertThat((byte[]) ((List<?>) answer).get(0)).containsExactly(1);
    assertThat(((List<?>) answer).get(1)).isEqualTo(2L);
  }

  @Test
  void aNodeAloneHasNobodyToAsk() {
    try (TestServer alone = new TestServer()) {
      alone.io.on("q", (args, ack) -> ack.send(1));
      assertThat(value(alone.io.serverSideEmitWithAck("q"))).isEmpty();
      assertThat(future(alone.io.serverSideEmit("q"))).isCompleted();
      assertThat(value(alone.io.serverCount())).isEqualTo(1);
    }
  }

  @Test
  void onlyTheFirstAnswerOfANodeGoesOut() {
    b.io.on("q", (args, ack) -> ack.send(1));
    b.io.on(
        "q",
        (args, ack) -> {
          ack.send(2);
          ack.send(3);
        });
    assertThat(there.answers(new ClusterRequest.ServerSideEmit("/", List.of("q"), true)))
        .containsExactly(new ClusterResponse.ServerAnswer(1L));
  }

  @Test
  void aNodeWithoutListenerNeverAnswers() {
    b.io.on("q", (args, ack) -> ack.send("b"));
    CompletionStage<List<Object>> answers = a.io.serverSideEmitWithAck("q");
    a.timer.advanceMillis(4999);
    assertThat(future(answers)).isNotDone();
    a.timer.advanceMillis(1);
    assertThat(failure(answers))
        .hasMessage("timeout reached: only 1 responses received out of 2")
        .isInstanceOfSatisfying(
            RequestTimeoutException.class,
            timeout -> assertThat(timeout.responses()).containsExactly("b"));
    assertThat(here.pending()).isZero();
  }

  @Test
  void theTimeCanBeSet() {
    CompletionStage<List<Object>> main = a.io.serverSideEmitWithAck(Duration.ofMillis(10), "q", 1);
    CompletionStage<List<Object>> chat =
        a.io.of("/").serverSideEmitWithAck(Duration.ofMillis(20), "q", 1);
    a.timer.advanceMillis(10);
    assertThat(failure(main)).isInstanceOf(RequestTimeoutException.class);
    assertThat(future(chat)).isNotDone();
    a.timer.advanceMillis(10);
    assertThat(failure(chat)).isInstanceOf(RequestTimeoutException.class);
    a.io.serverSideEmitWithAck(Duration.ofSeconds(Long.MAX_VALUE), "q");
    assertThat(here.pending()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedFor() {
    b.io.on("q", (args, ack) -> ack.send("b"));
    CompletionStage<List<Object>> answers = a.io.serverSideEmitWithAck("q");
    elsewhere.die();
    assertThat(value(answers)).containsExactly("b");
  }

  @Test
  void saysIfTheOthersCannotBeAsked() {
    here.cutOff();
    assertThat(failure(a.io.serverSideEmit("q"))).isInstanceOf(PublishException.class);
    assertThat(failure(a.io.serverSideEmitWithAck("q")))
        .isInstanceOf(PartialResponseException.class)
        .hasCauseInstanceOf(PublishException.class);
    here.fill();
    assertThatThrownBy(() -> a.io.serverSideEmit("q")).isInstanceOf(PublishException.class);
    assertThat(failure(a.io.serverSideEmitWithAck("q")))
        .isInstanceOf(PartialResponseException.class);
  }

  @Test
  void reservedNamesAreRefused() {
    for (String name : List.of("connect", "connection", "new_namespace")) {
      List<ThrowingCallable> calls =
          List.of(
              () -> a.io.serverSideEmit(name),
              () -> a.io.serverSideEmitWithAck(name),
              () -> a.io.on(name, (args, ack) -> {}));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call)
            .isInstanceOf(SocketIoException.class)
            .hasMessage("\"" + name + "\" is a reserved event name");
      }
    }
    assertThat(cluster.requests).isEmpty();
    a.io.serverSideEmit("disconnect");
  }

  @Test
  void listenersRunOnTheExecutorInOrder() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer d = new TestServer(ServerOptions.DEFAULTS, cluster.node(), executor)) {
      d.io.on("n", (args, ack) -> d.note("n" + args.get(0)));
      for (int i = 0; i < 5; i++) {
        a.io.serverSideEmit("n", i);
      }
      a.io.serverSideEmit("nobody listens");
      assertThat(d.noted()).isEmpty();
      assertThat(executor.waiting()).as("one task for all").isEqualTo(1);
      executor.runAll();
      assertThat(d.noted()).containsExactly("n0", "n1", "n2", "n3", "n4");
    }
  }

  @Test
  void whatWaitsForListenersIsBounded() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer d = new TestServer(ServerOptions.DEFAULTS, cluster.node(), executor)) {
      d.io.on("n", (args, ack) -> d.note("n"));
      for (int i = 0; i < ServerSideEvents.MAX_WAITING + 5; i++) {
        a.io.serverSideEmit("n");
      }
      executor.runAll();
      assertThat(d.noted()).hasSize(ServerSideEvents.MAX_WAITING);
      a.io.serverSideEmit("n");
      executor.runAll();
      assertThat(d.noted()).hasSize(1);
    }
  }

  @Test
  void anExecutorThatRefusesHarmsNobodyAndIsTriedAgain() {
    ManualExecutor executor = new ManualExecutor();
    TestCluster.Node node = cluster.node();
    try (TestServer d = new TestServer(ServerOptions.DEFAULTS, node, executor)) {
      d.io.on("n", (args, ack) -> ack.send(1));
      ClusterRequest request = new ClusterRequest.ServerSideEmit("/", List.of("n"), true);
      executor.refuse();
      for (int i = 0; i <= ServerSideEvents.MAX_WAITING; i++) {
        assertThat(node.answers(request)).isEmpty();
      }
      executor.recover();
      List<ClusterResponse> responses = node.answers(request);
      executor.runAll();
      assertThat(responses).hasSize(1);
    }
  }

  @Test
  void aListenerThatFailsDoesNotStopTheOthers() {
    elsewhere.die();
    b.io.on(
        "q",
        (args, ack) -> {
          throw new IllegalStateException("of the test");
        });
    b.io.on("q", (args, ack) -> ack.send(new Object[] {new FetchSocketsTest.Unwritable()}));
    b.io.on("q", (args, ack) -> ack.send("third"));
    assertThat(value(a.io.serverSideEmitWithAck("q"))).containsExactly("third");
  }

  @Test
  void aListenerMayAnswerLater() {
    elsewhere.die();
    Ack[] later = new Ack[1];
    b.io.on("q", (args, ack) -> later[0] = ack);
    CompletionStage<List<Object>> answers = a.io.serverSideEmitWithAck("q");
    assertThat(future(answers)).isNotDone();
    later[0].send("late");
    assertThat(value(answers)).containsExactly("late");
  }

  @Test
  void aListenerCanBeRemoved() {
    EventListener listener = (args, ack) -> b.note("x");
    b.io.on("e", listener).off("e", listener).off("unknown", listener);
    a.io.serverSideEmit("e");
    assertThat(b.noted()).isEmpty();
  }

  @Test
  void eventsOfPeersWithoutNameAreIgnored() {
    b.io.on("1", (args, ack) -> ack.send("x"));
    for (List<Object> data : List.of(List.of(), List.<Object>of(1L), List.<Object>of(Map.of()))) {
      assertThat(there.answers(new ClusterRequest.ServerSideEmit("/", data, true))).isEmpty();
    }
  }
}
