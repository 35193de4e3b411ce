package io.github.socketiojakarta.server;

import static io.github.socketiojakarta.server.Stages.failure;
import static io.github.socketiojakarta.server.Stages.future;
import static io.github.socketiojakarta.server.Stages.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.TestServer.Joined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Broadcasts whose answers come from clients of several nodes. */
class ClusterAckTest extends ThreeServers {

  @Test
  void collectsTheAnswersOfAllNodesInTheOrderOfArrival() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    Joined three = c.join("/");

    CompletionStage<List<Object>> answers = a.io.emitWithAck("q", 1);
    for (Joined joined : List.of(one, two, three)) {
      assertThat(joined.client().frames()).containsExactly("420[\"q\",1]");
    }
    three.client().send("430[\"three\",\"more\"]");
    one.client().send("430[]");
    assertThat(future(answers)).isNotDone();
    two.client().send("430[[2]]");

    assertThat(value(answers)).isEqualTo(Arrays.asList("three", null, List.of(2L)));
    assertThat(here.pending()).isZero();
    assertThat(a.timer.waiting()).as("deadlines").isEqualTo(b.timer.waiting());
  }

  @Test
  void carriesBytesBothWays() {
    Joined two = b.join("/");

    CompletionStage<List<Object>> answers = a.io.emitWithAck("q", new byte[] {1, 2});
    assertThat(two.client().frames())
        .containsExactly("451-0[\"q\",{\"_placeholder\":true,\"num\":0}]", "#0102");
    two.client().send("461-0[{\"_placeholder\":true,\"num\":0}]", "#03");

    assertThat((byte[]) value(answers).get(0)).containsExactly(3);
  }

  @Test
  void asksOnlyTheClientsAddressed() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    Joined three = b.join("/");
    two.socket().join("r");
    three.socket().join("r");

    CompletionStage<List<Object>> answers =
        a.io.to("r").except(three.socket().id()).emitWithAck("q");
    two.client().send("430[\"two\"]");

    assertThat(value(answers)).containsExactly("two");
    assertThat(one.client().frames()).isEmpty();
    assertThat(three.client().frames()).isEmpty();
  }

  @Test
  void isCompleteAtOnceWhenThereIsNobody() {
    assertThat(value(a.io.emitWithAck("q"))).isEmpty();
    assertThat(value(a.io.of("/none").emitWithAck("q"))).isEmpty();
  }

  @Test
  void asksWithThePacketAndTheFlagsOfNode() {
    a.io.to("r").compress(false).timeout(Duration.ofSeconds(1)).emitWithAck("q", 1);

    assertThat(cluster.requests)
        .singleElement()
        .isInstanceOfSatisfying(
            ClusterRequest.BroadcastWithAck.class,
            request -> {
              assertThat(request.packet())
                  .isEqualTo(new Packet(Packet.Type.EVENT, "/", List.of("q", 1L)));
              assertThat(request.options().rooms()).containsExactly("r");
              assertThat(request.options().flags().toString())
                  .isEqualTo("{compress=false, timeout=1000}");
            });
  }

  @Test
  void withLocalOnlyThisNodeIsAskedAndMayTakeItsTime() {
    Joined one = a.join("/");
    Joined two = b.join("/");

    CompletionStage<List<Object>> answers = a.io.local().emitWithAck("q");
    a.timer.advance(Duration.ofSeconds(20));
    one.client().send("430[\"one\"]");

    assertThat(value(answers)).containsExactly("one");
    assertThat(two.client().frames()).isEmpty();
    assertThat(cluster.requests).isEmpty();
  }

  @Test
  void withoutTimeoutItEndsAfterFiveSecondsWithTheAnswersThatCame() {
    a.join("/");
    Joined two = b.join("/");
    Joined three = c.join("/");

    CompletionStage<List<Object>> answers = a.io.emitWithAck("q");
    two.client().send("430[\"two\"]");
    a.timer.advanceMillis(4999);
    assertThat(future(answers)).isNotDone();
    a.timer.advanceMillis(1);

    assertThat(failure(answers))
        .hasMessage("operation has timed out")
        .isInstanceOfSatisfying(
            AckTimeoutException.class,
            timeout -> assertThat(timeout.responses()).containsExactly("two"));
    assertThat(here.pending()).as("calls").isZero();
    assertThat(a.io.sockets().sockets()).allMatch(socket -> socket.acks().size() == 0);
    three.client().send("430[\"late\"]");
  }

  @Test
  void withTimeoutThatCounts() {
    b.join("/");
    CompletionStage<List<Object>> answers = a.io.timeout(Duration.ofSeconds(30)).emitWithAck("q");
    a.timer.advanceMillis(29_999);
    assertThat(future(answers)).isNotDone();
    a.timer.advanceMillis(1);
    assertThat(failure(answers)).isInstanceOf(AckTimeoutException.class);
  }

  @Test
  void aNodeThatHangsCostsNoMoreThanTheTime() {
    Joined one = a.join("/");
    there.hang();

    CompletionStage<List<Object>> answers = a.io.timeout(Duration.ofMillis(300)).emitWithAck("q");
    one.client().send("430[\"one\"]");
    a.timer.advanceMillis(300);

    assertThat(failure(answers))
        .isInstanceOfSatisfying(
            AckTimeoutException.class,
            timeout -> assertThat(timeout.responses()).containsExactly("one"));
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedFor() {
    Joined one = a.join("/");
    b.join("/");

    CompletionStage<List<Object>> answers = a.io.timeout(Duration.ofMillis(300)).emitWithAck("q");
    one.client().send("430[\"one\"]");
    assertThat(future(answers)).isNotDone();
    there.die();

    assertThat(value(answers)).containsExactly("one");
  }

  @Test
  void ifTheOthersCannotBeAskedTheClientsHereAreAndTheResultFails() {
    Joined one = a.join("/");
    here.cutOff();

    CompletionStage<List<Object>> answers = a.io.emitWithAck("q");
    assertThat(future(answers)).isNotDone();
    one.client().send("430[\"one\"]");

    assertThat(failure(answers))
        .hasMessage("the other nodes could not be asked")
        .hasCauseInstanceOf(PublishException.class)
        .isInstanceOfSatisfying(
            PartialResponseException.class,
            partial -> assertThat(partial.responses()).containsExactly("one"));
  }

  @Test
  void ifTooManyRequestsWaitItFailsTheSameWay() {
    Joined one = a.join("/");
    here.fill();

    CompletionStage<List<Object>> answers = a.io.emitWithAck("q");
    assertThat(one.client().frames()).containsExactly("420[\"q\"]");
    a.timer.advanceMillis(5000);

    assertThat(failure(answers))
        .isInstanceOf(PartialResponseException.class)
        .isNotInstanceOf(AckTimeoutException.class)
        .cause()
        .hasMessage("too many requests");
    assertThat(one.socket().acks().size()).isZero();
  }

  @Test
  void whatCannotBeSentIsAskedOfNobody() {
    Joined one = a.join("/");
    assertThatThrownBy(() -> a.io.emitWithAck("disconnect"))
        .isInstanceOf(SocketIoException.class)
        .hasMessage("\"disconnect\" is a reserved event name");
    assertThat(cluster.requests).isEmpty();
    assertThat(one.client().frames()).isEmpty();
  }

  @Test
  void aCallerThatLosesInterestLeavesNothingBehind() {
    Joined one = a.join("/");
    there.hang();
    int waiting = a.timer.waiting();

    future(a.io.emitWithAck("q")).cancel(false);

    assertThat(here.pending()).isZero();
    assertThat(one.socket().acks().size()).isZero();
    assertThat(a.timer.waiting()).isEqualTo(waiting);
  }

  @Test
  void whatIsAnsweredForAnotherNodeIsForgottenAfterItsTime() {
    Joined two = b.join("/");
    a.io.timeout(Duration.ofSeconds(1)).emitWithAck("q");
    b.timer.advance(Duration.ofSeconds(1).plus(ClientAnswers.SLACK).minusMillis(1));
    assertThat(two.socket().acks().size()).isEqualTo(1);
    b.timer.advanceMillis(1);
    assertThat(two.socket().acks().size()).isZero();

    a.io.emitWithAck("q");
    b.timer.advance(Inquiry.PATIENCE.plus(ClientAnswers.SLACK).minusMillis(1));
    assertThat(two.socket().acks().size()).isEqualTo(1);
    b.timer.advanceMillis(1);
    assertThat(two.socket().acks().size()).isZero();
  }

  @Test
  void whatIsAnsweredForAnotherNodeEndsWithItsLastClient() {
    Joined two = b.join("/");
    Joined three = b.join("/");
    int waiting = b.timer.waiting();
    CompletionStage<List<Object>> answers = a.io.emitWithAck("q");
    two.client().send("430[\"two\"]");
    three.client().send("41");
    assertThat(b.timer.waiting()).isEqualTo(waiting);
    assertThat(future(answers)).as("nobody tells of clients that leave").isNotDone();
  }

  @Test
  void eachNodeCountsItsOwnIds() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    two.socket().emitWithAck("own");
    a.io.emitWithAck("q");
    assertThat(one.client().frames()).containsExactly("420[\"q\"]");
    assertThat(two.client().frames()).containsExactly("420[\"own\"]", "421[\"q\"]");
  }

  @Test
  void aPacketThatCannotBeWrittenHereHasNoClients() {
    b.join("/");
    Packet odd = new Packet(Packet.Type.EVENT, "/", Arrays.asList("q", new Object()));
    assertThat(there.answers(new ClusterRequest.BroadcastWithAck(odd, BroadcastOptions.ALL)))
        .hasToString("[ClientCount[count=0]]");
    assertThat(b.io.sockets().sockets()).allMatch(socket -> socket.acks().size() == 0);
  }

  @Test
  void oddTimeoutsOfPeersDoNoHarm() {
    Packet packet = new Packet(Packet.Type.EVENT, "/", List.of("q"));
    Joined two = b.join("/");
    for (Object odd : List.of(-1, 1e300, Double.NaN, "5", Long.MAX_VALUE)) {
      BroadcastOptions options = new BroadcastOptions(Set.of(), Set.of(), Map.of("timeout", odd));
      assertThat(there.answers(new ClusterRequest.BroadcastWithAck(packet, options)))
          .as("timeout %s", odd)
          .hasToString("[ClientCount[count=1]]");
    }
    assertThat(two.client().frames()).hasSize(5);
  }

  @Test
  void anAnswerThatCannotBePassedOnDoesNoHarmToTheClient() {
    Joined two = b.join("/");
    Packet packet = new Packet(Packet.Type.EVENT, "/", List.of("q"));
    there.answer(
        new ClusterRequest.BroadcastWithAck(packet, BroadcastOptions.ALL),
        response -> {
          throw new PublishException("of the test");
        });
    two.client().send("430[1]", "42[\"next\"]");
    assertThat(two.client().isClosed()).isFalse();
  }

  @Test
  void manyAtOnceGetEachTheirOwnAnswers() throws Exception {
    int threads = 3;
    int each = 100;
    List<Joined> clients = new ArrayList<>();
    for (TestServer server : List.of(a, b, c)) {
      clients.add(server.join("/"));
      clients.add(server.join("/"));
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads + clients.size());
    AtomicBoolean over = new AtomicBoolean();
    for (Joined joined : clients) {
      pool.execute(() -> answerUntil(over, joined.client()));
    }
    List<Future<?>> senders = new ArrayList<>();
    for (TestServer server : List.of(a, b, c)) {
      senders.add(
          pool.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  assertThat(future(server.io.emitWithAck("q", i)).get(30, TimeUnit.SECONDS))
                      .hasSize(clients.size())
                      .containsOnly((long) i);
                }
                return null;
              }));
    }
    try {
      for (Future<?> sender : senders) {
        sender.get(60, TimeUnit.SECONDS);
      }
    } finally {
      over.set(true);
      pool.shutdownNow();
    }
    for (TestCluster.Node node : List.of(here, there, elsewhere)) {
      assertThat(node.pending()).isZero();
    }
    assertThat(clients).allMatch(joined -> joined.socket().acks().size() == 0);
  }

  /** A client that sends back what it is asked. */
  private static void answerUntil(AtomicBoolean over, TestClient client) {
    Pattern question = Pattern.compile("42(\\d+)\\[\"q\",(\\d+)]");
    while (!over.get()) {
      String frame = client.next();
      Matcher matcher = question.matcher(frame == null ? "" : frame);
      if (matcher.matches()) {
        client.send("43" + matcher.group(1) + "[" + matcher.group(2) + "]");
      } else {
        LockSupport.parkNanos(50_000); // leaves the processors to those who work
      }
    }
  }

  @Test
  void aVolatileEventIsDroppedForThoseWhoAreBusyOnOtherNodes() {
    Joined two = b.join("/");
    two.client().stall();
    two.socket().emit("in flight");
    a.io.asVolatile().emitWithAck("q");
    two.client().resume();
    assertThat(two.client().frames()).containsExactly("42[\"in flight\"]");
    assertThat(two.socket().acks().size()).isZero();
  }
}
