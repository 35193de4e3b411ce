package io.github.socketiojakarta.cluster;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.socketiojakarta.cluster.ClusterNode.Answer;
import io.github.socketiojakarta.cluster.Nodes.Kind;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios that Node's adapter is tested with, on three servers with one client each: with
 * servers of Node only, which shows that the scenarios are Node's; with ours only; and mixed, where
 * each of the three drives in turn.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.socketiojakarta.cluster.ScenariosIT$Combination#possible")
class ScenariosIT {

  private static final List<Kind> NODE = List.of(Kind.REDIS, Kind.IOREDIS, Kind.REDIS);
  private static final List<Kind> OURS = List.of(Kind.JAVA, Kind.JAVA, Kind.JAVA);
  private static final List<Kind> MIXED = List.of(Kind.JAVA, Kind.REDIS, Kind.IOREDIS);

  /** Node's adapter does not take the client for Sentinel that npm redis has. */
  private static final List<Kind> WITHOUT_REDIS = List.of(Kind.JAVA, Kind.IOREDIS, Kind.JAVA);

  /** Who is in the cluster, and on what. */
  enum Combination {
    NODE_STANDALONE(NODE, Place.STANDALONE),
    OURS_STANDALONE(OURS, Place.STANDALONE),
    OURS_STREAMS(OURS, Place.STREAMS),
    OURS_SHARDED(OURS, Place.SHARDED),
    OURS_CLUSTER(OURS, Place.CLUSTER),
    OURS_CLUSTER_SHARDED(OURS, Place.CLUSTER_SHARDED),
    OURS_VALKEY(OURS, Place.VALKEY),
    MIXED_STANDALONE(MIXED, Place.STANDALONE),
    MIXED_OPTIONS(MIXED, Place.OPTIONS),
    MIXED_STREAMS(MIXED, Place.STREAMS),
    MIXED_SHARDED(MIXED, Place.SHARDED),
    MIXED_SENTINEL(WITHOUT_REDIS, Place.SENTINEL),
    MIXED_CLUSTER(MIXED, Place.CLUSTER),
    MIXED_CLUSTER_SHARDED(MIXED, Place.CLUSTER_SHARDED),
    MIXED_VALKEY(MIXED, Place.VALKEY),
    MIXED_VALKEY_CLUSTER(MIXED, Place.VALKEY_CLUSTER);

    final List<Kind> kinds;
    final Place place;

    Combination(List<Kind> kinds, Place place) {
      this.kinds = kinds;
      this.place = place;
    }

    /** Those that this machine can have: a Valkey is not everywhere. */
    static Stream<Combination> possible() {
      return Stream.of(values())
          .filter(one -> !one.name().contains("VALKEY") || RedisServer.hasValkey());
    }
  }

  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Place.Running redis;
  private static Nodes nodes;
  private static List<CompletableFuture<List<Object>>> questions; // see the last test
  private static int names; // for events and rooms that no other test knows

  @Parameter Combination combination;

  private final List<SocketClient> clients = new ArrayList<>();
  private int first;

  @BeforeParameterizedClassInvocation
  static void start(Combination combination) {
    redis = combination.place.start().orElseThrow();
    try {
      nodes = Nodes.started(combination.kinds, redis.settings().namespaces("/", "/custom"));
      questions = questions();
    } catch (RuntimeException | AssertionError e) {
      redis.close();
      throw e;
    }
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    nodes.close();
    redis.close();
  }

  /** Where all servers are alike, one of them drives. */
  static IntStream drivers() {
    return IntStream.range(
        0, (int) nodes.all().stream().map(Object::getClass).distinct().count() > 1 ? 3 : 1);
  }

  @AfterEach
  void disconnect() {
    clients.forEach(SocketClient::close);
    for (ClusterNode node : nodes.all()) {
      for (String nsp : List.of("/", "/custom")) {
        SocketClient.await(() -> node + " to be empty", () -> get(node.sockets(nsp)).isEmpty());
      }
    }
  }

  /** The driver is server 0. */
  private void connect(int driver) {
    connect(driver, "/");
  }

  private void connect(int driver, String nsp) {
    first = driver;
    for (int i = 0; i < 3; i++) {
      clients.add(SocketClient.connected(server(i), nsp));
    }
  }

  private ClusterNode server(int i) {
    return nodes.get((first + i) % 3);
  }

  private SocketClient client(int i) {
    return clients.get(i);
  }

  private String id(int i) {
    return client(i).id();
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static NodeFailure failure(CompletableFuture<?> future) {
    return (NodeFailure)
        catchThrowableOfType(
                CompletionException.class, () -> future.orTimeout(60, TimeUnit.SECONDS).join())
            .getCause();
  }

  /** How a call fails at each of the servers, all called at once. */
  private static List<NodeFailure> ofAll(Function<ClusterNode, CompletableFuture<?>> call) {
    List<CompletableFuture<?>> calls = new ArrayList<>();
    nodes.all().forEach(node -> calls.add(call.apply(node)));
    List<NodeFailure> failures = new ArrayList<>();
    calls.forEach(each -> failures.add(failure(each)));
    return failures;
  }

  private static String fresh(String what) {
    return what + " " + ++names;
  }

  private void join(int i, String... rooms) {
    get(server(i).join("/", id(i), rooms));
  }

  private List<String> rooms(int i) {
    return get(server(i).socket("/", id(i))).rooms();
  }

  /** Waits until the clients have what server 0 sent before, and whatever it did is done. */
  private void settle(Target everyone) {
    get(server(0).emit(everyone, "settled"));
    for (SocketClient client : clients) {
      SocketClient.await(
          () -> "the end at " + client.id(),
          () -> !client.isConnected() || !client.heard("settled").isEmpty());
    }
  }

  private void settle() {
    settle(Target.ALL);
  }

  /** What the three clients have heard of an event, in numbers. */
  private List<Integer> counts(String event) {
    return clients.stream().map(client -> client.heard(event).size()).toList();
  }

  private static Set<String> ids(List<SocketView> sockets) {
    Set<String> ids = sockets.stream().map(SocketView::id).collect(toSet());
    assertThat(ids).hasSameSizeAs(sockets);
    return ids;
  }

  // broadcast

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsToAllClients(int driver) {
    connect(driver);
    get(server(0).emit(Target.ALL, "test", 1L, "2", new byte[] {3, 4}));
    settle();
    for (SocketClient client : clients) {
      assertThat(client.heard("test"))
          .usingRecursiveComparison()
          .isEqualTo(List.of(List.of(1L, "2", new byte[] {3, 4})));
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsToAllClientsOfANamespace(int driver) {
    connect(driver, "/custom");
    try (SocketClient elsewhere = SocketClient.connected(server(1))) {
      get(server(0).emit(Target.of("/custom"), "test"));
      settle(Target.of("/custom"));
      assertThat(counts("test")).containsExactly(1, 1, 1);
      assertThat(elsewhere.heard()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsToARoom(int driver) {
    connect(driver);
    join(1, "room1");
    get(server(0).emit(Target.to("room1"), "test"));
    settle();
    assertThat(counts("test")).containsExactly(0, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsToAllButARoom(int driver) {
    connect(driver);
    join(1, "room1");
    get(server(0).emit(Target.ALL.except("room1"), "test"));
    settle();
    assertThat(counts("test")).containsExactly(1, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsToLocalClientsOnly(int driver) {
    connect(driver);
    get(server(0).emit(Target.ALL.onlyHere(), "test"));
    settle();
    assertThat(counts("test")).containsExactly(1, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void broadcastsFromASocketToAllOthers(int driver) {
    connect(driver);
    get(server(0).broadcastFromSocket("/", id(0), "test"));
    settle();
    assertThat(counts("test")).containsExactly(0, 1, 1);
  }

  // broadcast with acknowledgements

  @ParameterizedTest
  @MethodSource("drivers")
  void collectsTheAnswersOfAllClients(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      client(i).answer("test", Answer.of((long) i));
    }
    assertThat(get(server(0).emitWithAck(Target.ALL.within(LONG), "test")))
        .containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(counts("test")).containsExactly(1, 1, 1);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void collectsAnswersOfBytes(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      client(i).answer("test", Answer.of(Map.of("in", List.of(new byte[] {(byte) i}))));
    }
    assertThat(get(server(0).emitWithAck(Target.ALL.within(LONG), "test", new byte[] {9})))
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(
            List.of(
                Map.of("in", List.of(new byte[] {0})),
                Map.of("in", List.of(new byte[] {1})),
                Map.of("in", List.of(new byte[] {2}))));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void collectsAnswersThatAreNull(int driver) {
    connect(driver);
    clients.forEach(client -> client.answer("test", Answer.of(null)));
    assertThat(get(server(0).emitWithAck(Target.ALL.within(LONG), "test")))
        .containsExactly(null, null, null);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void collectsNothingWhereNoClientIs(int driver) {
    connect(driver);
    assertThat(get(server(0).emitWithAck(Target.to("abc").within(LONG), "test"))).isEmpty();
    assertThat(counts("test")).containsExactly(0, 0, 0);
  }

  @Test
  void givesTheAnswersSoFarWhenTheTimeIsOver() {
    connect(0);
    client(0).answer("test", Answer.of(1L));
    client(1).answer("test", Answer.of(2L));
    for (NodeFailure failure :
        ofAll(server -> server.emitWithAck(Target.ALL.within(SHORT), "test"))) {
      assertThat(failure).hasMessage("operation has timed out");
      assertThat(failure.responses()).containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void asksOneClientOfItsOwn(int driver) {
    connect(driver);
    client(1).answer("test", Answer.of(2L));
    assertThat(get(server(1).emitToSocketWithAck("/", id(1), LONG, "test"))).isEqualTo(2L);
    assertThat(counts("test")).containsExactly(0, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void asksOneClientOfAnotherServer(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      client(i).answer("test", Answer.of(List.of("from", (long) i)));
      assertThat(get(server(0).remoteEmitWithAck("/", id(i), LONG, "test", "é😀")))
          .isEqualTo(List.of("from", (long) i));
    }
    assertThat(counts("test")).containsExactly(1, 1, 1);
    assertThat(client(1).heard("test")).containsExactly(List.of("é😀"));
  }

  @Test
  void saysSoWhenOneClientDoesNotAnswer() {
    connect(0);
    List<CompletableFuture<Object>> questions = new ArrayList<>();
    for (ClusterNode node : nodes.all()) {
      clients.forEach(one -> questions.add(node.remoteEmitWithAck("/", one.id(), SHORT, "test")));
    }
    for (CompletableFuture<Object> question : questions) {
      assertThat(failure(question)).hasMessage("operation has timed out");
    }
  }

  // socketsJoin

  private void awaitRoom(int i, String room) {
    SocketClient.await(() -> "room " + room + " at " + server(i), () -> rooms(i).contains(room));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void makesAllSocketsJoinARoom(int driver) {
    connect(driver);
    get(server(0).socketsJoin(Target.ALL, "room1", "room2"));
    for (int i = 0; i < 3; i++) {
      awaitRoom(i, "room1");
      assertThat(rooms(i)).containsExactly(id(i), "room1", "room2");
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void makesTheSocketsOfARoomJoinAnother(int driver) {
    connect(driver);
    join(0, "room1");
    join(2, "room1");
    get(server(0).socketsJoin(Target.to("room1"), "room2"));
    settle();
    assertThat(rooms(0)).contains("room2");
    assertThat(rooms(1)).doesNotContain("room2");
    assertThat(rooms(2)).contains("room2");
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void makesOneSocketJoinARoom(int driver) {
    connect(driver);
    get(server(0).socketsJoin(Target.to(id(1)), "room3"));
    settle();
    assertThat(rooms(0)).doesNotContain("room3");
    assertThat(rooms(1)).contains("room3");
    assertThat(rooms(2)).doesNotContain("room3");
  }

  // socketsLeave

  @ParameterizedTest
  @MethodSource("drivers")
  void makesAllSocketsLeaveARoom(int driver) {
    connect(driver);
    join(0, "room1");
    join(2, "room1");
    get(server(0).socketsLeave(Target.ALL, "room1"));
    settle();
    for (int i = 0; i < 3; i++) {
      assertThat(rooms(i)).containsExactly(id(i));
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void makesTheSocketsOfARoomLeaveAnother(int driver) {
    connect(driver);
    join(0, "room1", "room2");
    join(1, "room1", "room2");
    join(2, "room2");
    get(server(0).socketsLeave(Target.to("room1"), "room2"));
    settle();
    assertThat(rooms(0)).containsExactly(id(0), "room1");
    assertThat(rooms(1)).containsExactly(id(1), "room1");
    assertThat(rooms(2)).containsExactly(id(2), "room2");
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void makesOneSocketLeaveARoom(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      join(i, "room3");
    }
    get(server(0).socketsLeave(Target.to(id(1)), "room3"));
    settle();
    assertThat(rooms(0)).contains("room3");
    assertThat(rooms(1)).doesNotContain("room3");
    assertThat(rooms(2)).contains("room3");
  }

  // disconnectSockets

  @ParameterizedTest
  @MethodSource("drivers")
  void disconnectsAllSockets(int driver) {
    connect(driver);
    get(server(0).disconnectSockets(Target.ALL, false));
    for (SocketClient client : clients) {
      assertThat(client.awaitEnd()).isEqualTo("io server disconnect");
      assertThat(client.isClosed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void disconnectsTheSocketsOfARoomWithTheirConnections(int driver) {
    connect(driver);
    join(0, "room1");
    join(1, "room1");
    get(server(0).disconnectSockets(Target.to("room1"), true));
    settle();
    assertThat(client(0).awaitEnd()).isEqualTo("io server disconnect");
    assertThat(client(1).awaitEnd()).isEqualTo("io server disconnect");
    client(0).awaitClosed();
    client(1).awaitClosed();
    assertThat(client(2).isConnected()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void sendsAPacketBeforeAllSocketsAreDisconnected(int driver) {
    connect(driver);
    get(server(0).emit(Target.ALL, "bye"));
    get(server(0).disconnectSockets(Target.ALL, true));
    for (SocketClient client : clients) {
      assertThat(client.awaitEnd()).isEqualTo("io server disconnect");
      assertThat(client.heard("bye")).hasSize(1);
    }
  }

  // fetchSockets

  @ParameterizedTest
  @MethodSource("drivers")
  void findsAllSockets(int driver) {
    connect(driver);
    assertThat(ids(get(server(0).fetchSockets(Target.ALL))))
        .containsExactlyInAnyOrder(id(0), id(1), id(2));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void findsOneSocketWithAllThatIsKnownOfIt(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      Map<String, Object> data = Map.of("name", "test é😀", "n", 1L, "deep", List.of(true));
      get(server(i).data("/", id(i), data));
      join(i, "room1");
      List<SocketView> found = get(server(0).fetchSockets(Target.to(id(i))));
      assertThat(found).hasSize(1);
      SocketView own = get(server(i).socket("/", id(i)));
      assertThat(found.get(0).id()).isEqualTo(id(i));
      assertThat(found.get(0).rooms()).containsExactly(id(i), "room1");
      assertThat(found.get(0).data()).isEqualTo(data);
      Map<String, Object> handshake = found.get(0).handshake();
      for (String name :
          List.of("headers", "address", "xdomain", "secure", "issued", "url", "query", "auth")) {
        assertThat(handshake.get(name)).as(name).isNotNull().isEqualTo(own.handshake().get(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void findsTheSocketsOfARoomAndThoseOutsideIt(int driver) {
    connect(driver);
    join(0, "room1");
    join(1, "room1");
    assertThat(ids(get(server(0).fetchSockets(Target.to("room1")))))
        .containsExactlyInAnyOrder(id(0), id(1));
    assertThat(ids(get(server(0).fetchSockets(Target.ALL.except("room1"))))).containsExactly(id(2));
    assertThat(get(server(0).fetchSockets(Target.to("nobody is here")))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void findsOnlyItsOwnSockets(int driver) {
    connect(driver);
    assertThat(ids(get(server(0).fetchSockets(Target.ALL.onlyHere())))).containsExactly(id(0));
  }

  @Test
  void saysSoWhenAServerDoesNotNameItsSocketsInTime() {
    connect(0);
    try (SilentMember silent = new SilentMember(redis.settings())) {
      silent.join();
      List<NodeFailure> failures = ofAll(server -> server.fetchSockets(Target.ALL.within(SHORT)));
      for (int i = 0; i < 3; i++) {
        assertThat(failures.get(i))
            .hasMessage("timeout reached: only 2 responses received out of 3");
        // Ours name those that were found; Node's keep them to themselves.
        assertThat(failures.get(i).responses()).hasSize(nodes.get(i) instanceof JavaNode ? 3 : 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void tellsSocketsOfOtherServersWhatToDo(int driver) {
    connect(driver);
    for (int i = 0; i < 3; i++) {
      int it = i;
      get(server(0).remoteEmit("/", id(i), "you", i));
      assertThat(client(i).await("you", 1)).containsExactly(List.of((long) i));
      get(server(0).remoteJoin("/", id(i), "one", "two"));
      awaitRoom(i, "two");
      get(server(0).remoteLeave("/", id(i), "one"));
      SocketClient.await(() -> "one room less", () -> !rooms(it).contains("one"));
      assertThat(rooms(i)).containsExactly(id(i), "two");
    }
    assertThat(counts("you")).containsExactly(1, 1, 1);
    for (int i = 0; i < 3; i++) {
      get(server(0).remoteDisconnect("/", id(i), i == 1));
      assertThat(client(i).awaitEnd()).isEqualTo("io server disconnect");
    }
    client(1).awaitClosed();
    assertThat(client(0).isClosed()).isFalse();
  }

  // serverSideEmit

  private void awaitHeard(int i, String event, Object... args) {
    SocketClient.await(
        () -> event + " at " + server(i), () -> !get(server(i).heard("/", event)).isEmpty());
    assertThat(get(server(i).heard("/", event)))
        .usingRecursiveComparison()
        .isEqualTo(List.of(Arrays.asList(args)));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void tellsTheOtherServers(int driver) {
    first = driver;
    String event = fresh("hello");
    for (ClusterNode node : nodes.all()) {
      get(node.listen("/", event, Answer.NONE));
    }
    get(server(0).serverSideEmit("/", event, "world", 1L, "é😀", null, new byte[] {1}));
    for (int i = 1; i < 3; i++) {
      awaitHeard(i, event, "world", 1L, "é😀", null, new byte[] {1});
    }
    assertThat(get(server(0).heard("/", event))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void asksTheOtherServers(int driver) {
    first = driver;
    String event = fresh("hello");
    get(server(0).listen("/", event, Answer.of("not asked")));
    get(server(1).listen("/", event, Answer.of(2L)));
    get(server(2).listen("/", event, Answer.of(List.of("3", new byte[] {3}))));
    assertThat(get(server(0).serverSideEmitWithAck("/", event, "question")))
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(List.of(2L, List.of("3", new byte[] {3})));
    awaitHeard(1, event, "question");
    awaitHeard(2, event, "question");
    assertThat(get(server(0).heard("/", event))).isEmpty();
  }

  /**
   * Each server asks the others, and one of them does not answer. Asked before all else, for Node
   * waits five seconds.
   */
  private static List<CompletableFuture<List<Object>>> questions() {
    List<CompletableFuture<List<Object>>> questions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String event = fresh("hello");
      get(nodes.get((i + 1) % 3).listen("/", event, Answer.of(2L)));
      get(nodes.get((i + 2) % 3).listen("/", event, Answer.NONE));
      questions.add(nodes.get(i).serverSideEmitWithAck("/", event));
    }
    return questions;
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void givesWhatTheOtherServersSaidWhenOneDoesNotAnswer() {
    for (CompletableFuture<List<Object>> question : questions) {
      NodeFailure failure = failure(question);
      assertThat(failure).hasMessage("timeout reached: only 1 responses received out of 2");
      assertThat(failure.responses()).containsExactly(2L);
    }
  }
}
