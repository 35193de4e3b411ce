package io.github.socketiojakarta.server;

import static io.github.socketiojakarta.server.Stages.failure;
import static io.github.socketiojakarta.server.Stages.future;
import static io.github.socketiojakarta.server.Stages.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.adapter.SocketDetails;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.TestServer.Joined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FetchSocketsTest extends ThreeServers {

  private static List<String> ids(List<?> sockets) {
    return sockets.stream().map(socket -> ((RemoteSocket) socket).id()).toList();
  }

  @Test
  void findsTheSocketsOfAllNodesOwnOnesFirst() {
    Joined three = c.join("/");
    Joined two = b.join("/");
    Joined one = a.join("/");
    a.join("/other");

    assertThat(ids(value(a.io.fetchSockets())))
        .containsExactly(one.socket().id(), two.socket().id(), three.socket().id());
    assertThat(ids(value(a.io.local().fetchSockets()))).containsExactly(one.socket().id());
    assertThat(value(a.io.of("/none").fetchSockets())).isEmpty();
    assertThat(a.timer.waiting()).as("deadlines").isEqualTo(b.timer.waiting() + 1);
  }

  @Test
  void findsTheMembersOfRooms() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    Joined three = b.join("/");
    one.socket().join("r");
    two.socket().join("r", "s");
    three.socket().join("t");

    assertThat(ids(value(a.io.in("r").fetchSockets())))
        .containsExactly(one.socket().id(), two.socket().id());
    assertThat(ids(value(a.io.in("r", "t").except("s").fetchSockets())))
        .containsExactly(one.socket().id(), three.socket().id());
    assertThat(ids(value(one.socket().broadcast().fetchSockets())))
        .containsExactly(two.socket().id(), three.socket().id());
  }

  @Test
  void tellsWhatANodeAloneHas() {
    try (TestServer alone = new TestServer()) {
      Joined one = alone.join("/");
      assertThat(ids(value(alone.io.fetchSockets()))).containsExactly(one.socket().id());
    }
  }

  public record Profile(String name, int level) {}

  @Test
  void describesThemAlikeFromNearAndFar() {
    Joined one = a.join("/");
    one.socket().join("r");
    one.socket().data().put("profile", new Profile("ann", 3));
    one.socket().data().put("bytes", new byte[] {1});

    RemoteSocket near = value(a.io.fetchSockets()).get(0);
    RemoteSocket far = value(b.io.fetchSockets()).get(0);

    for (RemoteSocket socket : List.of(near, far)) {
      assertThat(socket.rooms()).containsExactly(one.socket().id(), "r");
      Map<?, ?> data = (Map<?, ?>) socket.data();
      assertThat(data.get("profile")).isEqualTo(Map.of("level", 3L, "name", "ann"));
      assertThat((byte[]) data.get("bytes")).containsExactly(1);
      Handshake handshake = socket.handshake();
      assertThat(handshake.address()).isEqualTo("127.0.0.1");
      assertThat(handshake.headers()).containsEntry("user-agent", "test");
      assertThat(handshake.query()).containsEntry("token", "t");
      assertThat(handshake.xdomain()).isTrue();
      assertThat(handshake.secure()).isTrue();
      assertThat(handshake.issued().toEpochMilli())
          .isEqualTo(one.socket().handshake().issued().toEpochMilli());
      assertThat(handshake.url()).isEqualTo(one.socket().handshake().url());
      assertThatThrownBy(() -> socket.rooms().add("x"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(near.handshake().principal()).isPresent();
    assertThat(far.handshake().principal()).as("stays on its node").isEmpty();
  }

  @Test
  void bindsTheData() {
    Joined one = a.join("/");
    one.socket().data().put("name", "ann");
    one.socket().data().put("level", 3);
    assertThat(value(b.io.fetchSockets()).get(0).data(Profile.class))
        .isEqualTo(new Profile("ann", 3));
    assertThatThrownBy(() -> value(b.io.fetchSockets()).get(0).data(int[].class))
        .isInstanceOf(SocketIoException.class);
  }

  @Test
  void leavesOutDataThatCannotBeWritten() {
    Joined one = a.join("/");
    List<Object> circle = new ArrayList<>();
    circle.add(circle);
    one.socket().data().put("circle", circle);
    one.socket().data().put("thread", new Unwritable());
    one.socket().data().put("good", "x");

    assertThat(value(a.io.fetchSockets()).get(0).data()).isEqualTo(Map.of("good", "x"));
    assertThat(value(b.io.fetchSockets()).get(0).data()).isEqualTo(Map.of("good", "x"));
  }

  /** Its getter fails. */
  public static final class Unwritable {
    public String getText() {
      throw new IllegalStateException("of the test");
    }
  }

  @Test
  void theApplicationsObjectsAreWrittenOnTheExecutorAndPlainDataAtOnce() {
    ManualExecutor executor = new ManualExecutor();
    TestCluster.Node node = cluster.node();
    try (TestServer d = new TestServer(ServerOptions.DEFAULTS, node, executor)) {
      TestClient client = d.open().send("40");
      executor.runAll();
      Socket socket = d.io.sockets().socket(client.joined("/")).orElseThrow();
      socket.data().put("plain", Map.of("list", List.of(1, true, "x")));
      ClusterRequest request = new ClusterRequest.FetchSockets("/", BroadcastOptions.ALL);
      assertThat(node.answers(request)).hasSize(1);

      socket.data().put("profile", new Profile("ann", 3));
      List<ClusterResponse> responses = node.answers(request);
      assertThat(responses).isEmpty();
      executor.runAll();
      assertThat(responses).hasSize(1);
      executor.refuse();
      assertThat(node.answers(request)).isEmpty();
    }
  }

  @Test
  void timesOutWithTheSocketsThatWereFound() {
    Joined one = a.join("/");
    b.join("/");
    Joined three = c.join("/");
    there.hang();

    CompletionStage<List<RemoteSocket>> sockets = a.io.fetchSockets();
    a.timer.advanceMillis(4999);
    assertThat(future(sockets)).isNotDone();
    a.timer.advanceMillis(1);

    assertThat(failure(sockets))
        .hasMessage("timeout reached: only 1 responses received out of 2")
        .isInstanceOfSatisfying(
            RequestTimeoutException.class,
            timeout ->
                assertThat(ids(timeout.responses()))
                    .containsExactly(one.socket().id(), three.socket().id()));
    assertThat(here.pending()).isZero();
  }

  @Test
  void theTimeCanBeSetAndTravels() {
    there.hang();
    CompletionStage<List<RemoteSocket>> sockets =
        a.io.timeout(Duration.ofMillis(100)).fetchSockets();
    a.timer.advanceMillis(100);
    assertThat(failure(sockets)).isInstanceOf(RequestTimeoutException.class);
    assertThat(cluster.requests.get(0).toString()).contains("flags={timeout=100}");
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedFor() {
    Joined one = a.join("/");
    there.hang();
    CompletionStage<List<RemoteSocket>> sockets = a.io.fetchSockets();
    there.die();
    assertThat(ids(value(sockets))).containsExactly(one.socket().id());
  }

  @Test
  void failsWithItsOwnSocketsIfTheOthersCannotBeAsked() {
    Joined one = a.join("/");
    here.cutOff();
    CompletionStage<List<RemoteSocket>> cutOff = a.io.fetchSockets();
    here.fill();
    CompletionStage<List<RemoteSocket>> full = a.io.fetchSockets();

    for (CompletionStage<List<RemoteSocket>> sockets : List.of(cutOff, full)) {
      assertThat(failure(sockets))
          .hasMessage("the other nodes could not be asked")
          .hasCauseInstanceOf(PublishException.class)
          .isInstanceOfSatisfying(
              PartialResponseException.class,
              partial -> assertThat(ids(partial.responses())).containsExactly(one.socket().id()));
    }
  }

  @Test
  void stagesChainedToTheResultRunOnTheExecutor() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "managed"));
    try (TestServer d = new TestServer(ServerOptions.DEFAULTS, cluster.node(), one)) {
      there.hang();
      CompletionStage<String> thread =
          d.io.fetchSockets().handle((sockets, failure) -> Thread.currentThread().getName());
      CompletionStage<String> count =
          d.io.serverCount().thenApply(nodes -> nodes + " " + Thread.currentThread().getName());
      d.timer.advanceMillis(5000);
      assertThat(future(thread).get(30, TimeUnit.SECONDS)).isEqualTo("managed");
      assertThat(future(count).get(30, TimeUnit.SECONDS)).isEqualTo("4 managed");
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void countsTheNodes() {
    assertThat(value(a.io.serverCount())).isEqualTo(3);
    Namespace chat = a.io.of("/chat");
    assertThat(value(chat.serverCount())).isEqualTo(1);
    elsewhere.die();
    assertThat(value(a.io.serverCount())).isEqualTo(2);
    here.cutOff();
    assertThat(failure(a.io.serverCount())).isInstanceOf(PublishException.class);
  }

  @Test
  void drivesSocketsWhereverTheyAre() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    for (RemoteSocket socket : value(a.io.fetchSockets())) {
      socket.emit("hi", 1);
      socket.join("x", "y");
      socket.leave("y");
    }

    for (Joined joined : List.of(one, two)) {
      assertThat(joined.client().frames()).containsExactly("42[\"hi\",1]");
      assertThat(joined.socket().rooms()).containsExactly(joined.socket().id(), "x");
    }
    assertThat(cluster.messages)
        .allSatisfy(
            message ->
                assertThat(message.options().flags())
                    .isEqualTo(Map.of("expectSingleResponse", true)));
    assertThat(cluster.messages.get(0))
        .isInstanceOfSatisfying(
            ClusterMessage.Broadcast.class,
            broadcast ->
                assertThat(broadcast.options().rooms()).containsExactly(one.socket().id()));

    List<RemoteSocket> sockets = value(b.io.fetchSockets());
    sockets.get(0).disconnect(false);
    sockets.get(1).disconnect(true);
    assertThat(two.client().frames()).containsExactly("41");
    assertThat(two.client().isClosed()).isFalse();
    assertThat(one.client().frames()).containsExactly("41");
    assertThat(one.client().isClosed()).isTrue();
  }

  @Test
  void asksOneSocketWhereverItIs() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    List<RemoteSocket> sockets = value(a.io.fetchSockets());
    elsewhere.hang();

    CompletionStage<Object> near = sockets.get(0).emitWithAck("q", 1);
    CompletionStage<Object> far = sockets.get(1).timeout(Duration.ofSeconds(1)).emitWithAck("q", 2);
    one.client().send("430[\"one\",\"more\"]");
    two.client().send("430[]");

    assertThat(value(near)).as("the node that hangs has not the socket").isEqualTo("one");
    assertThat(value(far)).isNull();
    assertThat(here.pending()).isZero();
    assertThat(cluster.requests.get(2).toString())
        .contains("flags={expectSingleResponse=true, timeout=1000}");
  }

  @Test
  void aSocketThatDoesNotAnswerTimesOut() {
    a.join("/");
    b.join("/");
    for (RemoteSocket socket : value(a.io.fetchSockets())) {
      CompletionStage<Object> answer = socket.timeout(Duration.ofMillis(50)).emitWithAck("q");
      a.timer.advanceMillis(50);
      assertThat(failure(answer))
          .isInstanceOf(AckTimeoutException.class)
          .hasMessage("operation has timed out");
      CompletionStage<Object> patient = socket.emitWithAck("q");
      a.timer.advanceMillis(4999);
      assertThat(future(patient)).isNotDone();
      a.timer.advanceMillis(1);
      assertThat(failure(patient)).isInstanceOf(AckTimeoutException.class);
    }
  }

  @Test
  void aSocketThatHasGoneIsToldAtOnce() {
    Joined one = a.join("/");
    Joined two = b.join("/");
    List<RemoteSocket> sockets = value(a.io.fetchSockets());
    one.client().vanish();
    two.client().vanish();
    for (RemoteSocket socket : sockets) {
      assertThat(failure(socket.emitWithAck("q")))
          .isInstanceOf(SocketIoException.class)
          .hasMessage("no node has the socket any more");
      socket.emit("nothing");
      socket.join("nothing");
      socket.disconnect(true);
    }
  }

  @Test
  void anOwnSocketAnswersEvenIfTheOthersCannotBeAsked() {
    Joined one = a.join("/");
    RemoteSocket socket = value(a.io.fetchSockets()).get(0);
    here.cutOff();
    CompletionStage<Object> answer = socket.emitWithAck("q");
    one.client().send("430[1]");
    assertThat(value(answer)).isEqualTo(1L);
  }

  @Test
  void whatOtherNodesSayIsTakenWithCare() {
    elsewhere.die();
    Map<String, Object> odd = new HashMap<>();
    odd.put("headers", List.of("x"));
    odd.put("issued", "soon");
    odd.put("time", 5L);
    odd.put("secure", "yes");
    odd.put("address", Map.of());
    odd.put("query", null);
    odd.put("auth", "token");
    List<SocketDetails> details =
        Arrays.asList(
            new SocketDetails("empty", Map.of(), Set.of(), null),
            new SocketDetails(null, Map.of(), Set.of(), null),
            new SocketDetails("odd", odd, Collections.singleton(null), List.of(1L)));
    there.unregister("/");
    there.register(
        "/",
        new Adapter.Listener() {
          @Override
          public void onMessage(ClusterMessage message, Optional<Offset> offset) {}

          @Override
          public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
            reply.accept(new ClusterResponse.Sockets(details));
          }
        });

    List<RemoteSocket> sockets = value(a.io.fetchSockets());
    assertThat(ids(sockets)).containsExactly("empty", "odd");
    assertThat(sockets.get(0).data()).isNull();
    assertThat(sockets.get(0).handshake().headers()).isEmpty();
    assertThat(sockets.get(1).data()).isEqualTo(List.of(1L));
    assertThat(sockets.get(1).handshake().secure()).isFalse();
    assertThat(sockets.get(1).handshake().issued().toEpochMilli()).isZero();
  }

  @Test
  void requestsForUnknownSocketsFindNone() {
    b.join("/");
    BroadcastOptions options = new BroadcastOptions(Set.of("unknown"), Set.of(), Map.of());
    assertThat(there.answers(new ClusterRequest.FetchSockets("/", options)))
        .containsExactly(new ClusterResponse.Sockets(List.of()));
  }
}
