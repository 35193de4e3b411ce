package io.github.socketiojakarta.server;

import static io.github.socketiojakarta.server.Stages.failure;
import static io.github.socketiojakarta.server.Stages.future;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.TestServer.Joined;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AckTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theServerAnswersAnEventOnce() {
    Joined joined = server.join("/");
    joined
        .socket()
        .on(
            "ask",
            (args, ack) -> {
              assertThat(ack.isRequested()).isTrue();
              ack.send(args.toList().toArray());
              ack.send("again");
            });
    joined.client().send("42456[\"ask\",1,\"2\",{\"3\":[false]}]", "420[\"ask\"]");
    assertThat(joined.client().frames()).containsExactly("43456[1,\"2\",{\"3\":[false]}]", "430[]");
  }

  @Test
  void anAnswerNobodyAskedForIsNotSent() {
    Joined joined = server.join("/");
    joined
        .socket()
        .on(
            "tell",
            (args, ack) -> {
              assertThat(ack.isRequested()).isFalse();
              ack.send("x");
            });
    joined.client().send("42[\"tell\"]");
    assertThat(joined.client().frames()).isEmpty();
  }

  @Test
  void anAnswerMayCarryBytes() {
    Joined joined = server.join("/");
    joined.socket().on("ask", (args, ack) -> ack.send(new byte[] {1, 2}));
    joined.client().send("427[\"ask\"]");
    assertThat(joined.client().frames())
        .containsExactly("461-7[{\"_placeholder\":true,\"num\":0}]", "#0102");
  }

  @Test
  void theClientsAnswersFindTheirQuestions() {
    Joined joined = server.join("/quiet");
    CompletionStage<Arguments> first = joined.socket().emitWithAck("q", 0);
    CompletionStage<Arguments> second = joined.socket().emitWithAck("q", 1);
    CompletionStage<Arguments> third = joined.socket().emitWithAck("q", 2);
    assertThat(joined.client().frames())
        .containsExactly("42/quiet,0[\"q\",0]", "42/quiet,1[\"q\",1]", "42/quiet,2[\"q\",2]");

    joined
        .client()
        .send(
            "43/quiet,1[\"b\",2]",
            "43/quiet,0[]",
            "43/quiet,99[\"unknown\"]",
            "43/quiet,1[\"again\"]",
            "43/quiet,[\"without id\"]",
            "461-/quiet,2[{\"_placeholder\":true,\"num\":0}]",
            "#01");

    assertThat(future(first).join().toList()).isEmpty();
    assertThat(future(second).join().toList()).containsExactly("b", 2L);
    assertThat((byte[]) future(third).join().get(0)).containsExactly(1);
    assertThat(joined.client().isClosed()).isFalse();
    assertThat(joined.socket().acks().size()).isZero();
  }

  @Test
  void anAnswerWithoutPayloadHasNoArguments() {
    Joined joined = server.join("/");
    CompletionStage<Arguments> answer = joined.socket().emitWithAck("q");
    joined.client().send("430");
    assertThat(future(answer).join().size()).isZero();
  }

  @Test
  void idsAreCountedPerNamespaceForAllItsSockets() {
    Joined one = server.join("/");
    Joined two = server.join("/");
    Joined elsewhere = server.join("/other");
    one.socket().emitWithAck("q");
    two.socket().emitWithAck("q");
    server.io.emitWithAck("all");
    elsewhere.socket().emitWithAck("q");
    assertThat(one.client().frames()).containsExactly("420[\"q\"]", "422[\"all\"]");
    assertThat(two.client().frames()).containsExactly("421[\"q\"]", "422[\"all\"]");
    assertThat(elsewhere.client().frames()).containsExactly("42/other,0[\"q\"]");
  }

  @Test
  void anAnswerThatIsLateTimesOut() {
    Joined joined = server.join("/");
    SocketOperator within = joined.socket().timeout(Duration.ofMillis(100));
    CompletionStage<Arguments> late = within.emitWithAck("q");
    server.timer.advanceMillis(99);
    assertThat(future(late)).isNotDone();
    server.timer.advanceMillis(1);
    assertThat(failure(late))
        .isInstanceOf(AckTimeoutException.class)
        .hasMessage("operation has timed out");
    assertThat(joined.socket().acks().size()).isZero();
    joined.client().send("430[\"late\"]");

    int waiting = server.timer.waiting();
    CompletionStage<Arguments> inTime = within.emitWithAck("q");
    joined.client().send("431[\"in time\",2]");
    assertThat(future(inTime).join().toList()).containsExactly("in time", 2L);
    assertThat(server.timer.waiting()).as("deadlines that are over").isEqualTo(waiting);
  }

  @Test
  void answersOfASocketThatLeavesFailAtOnce() {
    Joined joined = server.join("/");
    CompletionStage<Arguments> patient = joined.socket().emitWithAck("q");
    CompletionStage<Arguments> limited =
        joined.socket().timeout(Duration.ofSeconds(5)).emitWithAck("q");
    joined.client().vanish();
    CompletionStage<Arguments> late = joined.socket().emitWithAck("q");
    for (CompletionStage<Arguments> stage : List.of(patient, limited, late)) {
      assertThat(failure(stage))
          .isInstanceOf(SocketIoException.class)
          .hasMessage("the socket has disconnected before it answered");
    }
    assertThat(joined.socket().acks().size()).isZero();
  }

  @Test
  void aVolatileEventThatWasDroppedGetsNoAnswer() {
    Joined joined = server.join("/");
    joined.client().stall();
    joined.socket().emit("busy");
    CompletionStage<Arguments> answer = joined.socket().asVolatile().emitWithAck("q");
    assertThat(failure(answer))
        .isInstanceOf(SocketIoException.class)
        .hasMessage("the event was not sent");
  }

  @Test
  void theAnswersAClientMayOweAreBounded() {
    Joined joined = server.join("/");
    for (int i = 0; i < Acks.MAX_PENDING; i++) {
      joined.socket().emitWithAck("q");
    }
    CompletionStage<Arguments> answer = joined.socket().emitWithAck("q");
    assertThat(failure(answer)).isInstanceOf(SocketIoException.class);
    assertThat(joined.client().frames()).hasSize(Acks.MAX_PENDING);
    joined.client().send("430[]");
    assertThat(future(joined.socket().emitWithAck("q"))).isNotDone();
  }

  @Test
  void aBroadcastCollectsOneAnswerOfEachSocket() {
    Joined one = server.join("/");
    Joined two = server.join("/");
    Joined three = server.join("/");
    CompletionStage<List<Object>> answers =
        server.io.except(three.socket().id()).emitWithAck("q", 1);
    assertThat(one.client().frames()).containsExactly("420[\"q\",1]");
    assertThat(three.client().frames()).isEmpty();

    two.client().send("430[\"two\",\"more\"]");
    three.client().send("430[\"nobody asked\"]");
    assertThat(future(answers)).isNotDone();
    one.client().send("430[]");

    assertThat(future(answers).join()).isEqualTo(Arrays.asList("two", null));
  }

  @Test
  void aBroadcastToNobodyIsAnsweredAtOnce() {
    assertThat(future(server.io.emitWithAck("q")).join()).isEmpty();
    assertThat(future(server.io.timeout(Duration.ofSeconds(1)).emitWithAck("q")).join()).isEmpty();
  }

  @Test
  void aBroadcastThatTimesOutCarriesTheAnswersThatCame() {
    Joined one = server.join("/");
    Joined two = server.join("/");
    CompletionStage<List<Object>> answers =
        server.io.timeout(Duration.ofMillis(100)).emitWithAck("q");
    one.client().send("430[\"one\"]");
    two.client().vanish();
    assertThat(future(answers)).as("as in Node, until the time is over").isNotDone();
    server.timer.advanceMillis(100);

    assertThat(failure(answers))
        .isInstanceOfSatisfying(
            AckTimeoutException.class,
            timeout -> assertThat(timeout.responses()).containsExactly("one"));
  }

  @Test
  void withoutTimeoutABroadcastDoesNotWaitForThoseWhoHaveGone() {
    Joined one = server.join("/");
    Joined two = server.join("/");
    CompletionStage<List<Object>> answers = server.io.emitWithAck("q");
    one.client().vanish();
    assertThat(future(answers)).isNotDone();
    two.client().send("430[\"two\"]");
    assertThat(future(answers).join()).containsExactly("two");
  }

  @Test
  void broadcastsOverTimeLeaveNothingBehind() {
    Joined one = server.join("/");
    CompletionStage<List<Object>> answers =
        server.io.timeout(Duration.ofMillis(10)).emitWithAck("q");
    server.timer.advanceMillis(10);
    assertThat(failure(answers)).isInstanceOf(AckTimeoutException.class);
    assertThat(one.socket().acks().size()).isZero();
  }

  @Test
  void aHandlerMayWaitForAnAnswerEvenIfItHoldsTheLastThread() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (TestServer small = new TestServer(one)) {
      CompletableFuture<Object> got = new CompletableFuture<>();
      CompletableFuture<Socket> connected = new CompletableFuture<>();
      small.io.onConnection(
          socket -> {
            socket.on(
                "go",
                (args, ack) ->
                    got.complete(future(socket.emitWithAck("q")).get(30, TimeUnit.SECONDS).get(0)));
            connected.complete(socket);
          });
      TestClient client = small.open().send("40");
      Socket socket = connected.get(30, TimeUnit.SECONDS);
      client.send("42[\"go\"]");
      while (socket.acks().size() == 0) {
        Thread.onSpinWait();
      }
      client.send("430[\"answer\"]");
      assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo("answer");
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void stagesChainedToAnAnswerDoNotRunOnTheContainersThread() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "managed"));
    try (TestServer small = new TestServer(one)) {
      CompletableFuture<Socket> connected = new CompletableFuture<>();
      small.io.onConnection(connected::complete);
      TestClient client = small.open().send("40");
      Socket socket = connected.get(30, TimeUnit.SECONDS);
      CompletionStage<String> thread =
          socket.emitWithAck("q").thenApply(args -> Thread.currentThread().getName());
      CompletionStage<String> failed =
          socket.emitWithAck("q").handle((args, failure) -> Thread.currentThread().getName());
      client.send("430[]");
      assertThat(future(thread).get(30, TimeUnit.SECONDS)).isEqualTo("managed");
      client.vanish();
      assertThat(future(failed).get(30, TimeUnit.SECONDS)).isEqualTo("managed");
    } finally {
      one.shutdownNow();
    }
  }
}
