package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.redis.wire.EmitterPayload;
import io.github.socketiojakarta.redis.wire.EmitterPayloadTest;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An emitter writes what Node's writes, and the nodes of a cluster apply it. */
class EmitterIT {

  @AutoClose private static final RedisServer redis = RedisServer.started();

  private final AdapterParts parts = new AdapterParts();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void emptyRedis() {
    redis.client().flushall();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    parts.close();
  }

  /** What one node was told, in the order of its arrival. */
  private static final class Ear implements Adapter.Listener {
    final List<Object> heard = new CopyOnWriteArrayList<>();
    final List<Offset> offsets = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(ClusterMessage message, Optional<Offset> offset) {
      heard.add(message);
      offsets.add(offset.orElseThrow());
    }

    @Override
    public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
      heard.add(request);
    }
  }

  private Emitter emitter(RedisOptions options) {
    Emitter emitter = parts.emitter(options);
    opened.add(0, emitter);
    TestNode.await("the emitter's link", emitter::isReady);
    return emitter;
  }

  private Ear node(RedisOptions options, String nsp) {
    Ear ear = new Ear();
    RedisStreamsAdapter adapter = parts.adapter(options);
    opened.add(0, adapter);
    adapter.register(nsp, ear);
    adapter.start();
    TestNode.await("ready", adapter::isReady);
    return ear;
  }

  @Test
  void writesTheEntriesThatNodesEmitterWrites() throws Exception {
    Emitter emitter = emitter(RedisOptions.of(redis.uri()));
    List<List<Map.Entry<String, String>>> expected = new ArrayList<>();
    EmitterPayloadTest.vectors()
        .forEach(
            vector -> {
              Consumer<Emitter> call = EmitterPayloadTest.CALLS.get(vector.get("id"));
              if (EmitterPayloadTest.fields(vector) == null) {
                assertThatThrownBy(() -> call.accept(emitter));
              } else {
                call.accept(emitter);
                expected.add(EmitterPayloadTest.fields(vector));
              }
            });
    emitter.emit("last").toCompletableFuture().get(30, SECONDS);

    List<StreamMessage<String, String>> entries =
        redis.client().xrange("socket.io", Range.unbounded());
    assertThat(entries).hasSize(expected.size() + 1);
    for (int i = 0; i < expected.size(); i++) {
      List<Map.Entry<String, String>> fields = new ArrayList<>(entries.get(i).getBody().entrySet());
      assertThat(fields.remove(4).toString()).matches("seq=[0-9a-f]{16}:" + (i + 1));
      assertThat(fields).isEqualTo(expected.get(i));
    }
  }

  @Test
  void appendsWithTheArgumentsThatNodesEmitterUses() throws Exception {
    Emitter emitter = emitter(RedisOptions.of(redis.uri()));
    try (RedisMonitor monitor = new RedisMonitor(redis.port())) {
      emitter.emit("hello", "wörld");
      List<String> sent = monitor.next("XADD");
      assertThat(sent.subList(0, 6))
          .containsExactly("XADD", "socket.io", "MAXLEN", "~", "10000", "*");
      assertThat(sent.subList(6, 14))
          .containsExactly(
              "uid",
              "emitter",
              "nsp",
              "/",
              "type",
              "3",
              "data",
              "{\"packet\":{\"type\":2,\"data\":[\"hello\",\"wörld\"],\"nsp\":\"/\"},"
                  + "\"opts\":{\"rooms\":[],\"flags\":{},\"except\":[]}}");
    }
  }

  @Test
  void readsNothingWhileItsConnectionLasts() throws Exception {
    redis.client().configResetstat();
    Emitter emitter = emitter(RedisOptions.of(redis.uri()));
    for (int i = 0; i < 100; i++) {
      emitter.emit("hello", i).toCompletableFuture().get(30, SECONDS);
    }
    assertThat(redis.client().info("commandstats"))
        .contains("cmdstat_xadd:calls=100,")
        .doesNotContain("cmdstat_xread");
  }

  @Test
  void everyNodeAppliesEveryOperationInOneOrder() throws Exception {
    Ear one = node(TestNode.options(redis.uri()), "/chat");
    Ear two = node(TestNode.options(redis.uri()), "/chat");
    Ear main = node(TestNode.options(redis.uri()), "/");
    Emitter emitter = emitter(RedisOptions.of(redis.uri()));
    Emitter chat = emitter.of("/chat");
    byte[] bytes = {1, -1, 0};
    String large = "ä€😀".repeat(100_000); // 900 kB

    List<Offset> offsets = new ArrayList<>();
    List<Function<Emitter, CompletionStage<Optional<Offset>>>> calls =
        List.of(
            e -> e.emit("text", "grüße €😀", 1.5, Map.of("a", List.of(true))),
            e -> e.to("r1", "r2").except("r3").compress(false).emit("bytes", List.of(bytes)),
            e -> e.asVolatile().emit("volatile"),
            e -> e.emit("large", large),
            e -> e.in("r1").socketsJoin("r4", "r5"),
            e -> e.except("r1").socketsLeave("r4"),
            e -> e.in("r5").disconnectSockets(true));
    for (var call : calls) {
      offsets.add(call.apply(chat).toCompletableFuture().get(30, SECONDS).orElseThrow());
    }
    chat.serverSideEmit("sse", Map.of("b", bytes)).toCompletableFuture().get(30, SECONDS);
    emitter.emit("elsewhere").toCompletableFuture().get(30, SECONDS);

    for (Ear ear : List.of(one, two)) {
      TestNode.await("all", () -> ear.heard.size() == calls.size() + 1);
      assertThat(ear.offsets).isEqualTo(offsets).isSorted();
      assertThat(data(ear, 0))
          .isEqualTo(List.of("text", "grüße €😀", 1.5, Map.of("a", List.of(true))));
      assertThat(((ClusterMessage) ear.heard.get(1)).options())
          .isEqualTo(
              new BroadcastOptions(Set.of("r1", "r2"), Set.of("r3"), Map.of("compress", false)));
      assertThat((byte[]) ((List<?>) data(ear, 1).get(1)).get(0)).isEqualTo(bytes);
      assertThat(((ClusterMessage) ear.heard.get(2)).options().isVolatile()).isTrue();
      assertThat(data(ear, 3)).isEqualTo(List.of("large", large));
      assertThat(ear.heard.subList(4, 7))
          .isEqualTo(
              List.of(
                  new ClusterMessage.SocketsJoin(
                      "/chat", BroadcastOptions.ALL.to("r1"), Set.of("r4", "r5")),
                  new ClusterMessage.SocketsLeave(
                      "/chat", BroadcastOptions.ALL.except("r1"), Set.of("r4")),
                  new ClusterMessage.DisconnectSockets(
                      "/chat", BroadcastOptions.ALL.to("r5"), true)));
      ClusterRequest.ServerSideEmit event = (ClusterRequest.ServerSideEmit) ear.heard.get(7);
      assertThat(event.nsp()).isEqualTo("/chat");
      assertThat(event.ack()).isFalse();
      assertThat(event.data().get(0)).isEqualTo("sse");
      assertThat((byte[]) ((Map<?, ?>) event.data().get(1)).get("b")).isEqualTo(bytes);
    }
    TestNode.await("the other namespace", () -> main.heard.size() == 1);
    assertThat(data(main, 0)).isEqualTo(List.of("elsewhere"));
  }

  private static List<?> data(Ear ear, int index) {
    return (List<?>) ((ClusterMessage.Broadcast) ear.heard.get(index)).packet().data();
  }

  @Test
  void writesToTheStreamThatTheNodesOfANamespaceRead() throws Exception {
    RedisOptions options =
        RedisOptions.builder(redis.uri()).streamName("mine").streamCount(4).build();
    Ear chat = node(options, "/chat");
    Ear news = node(options, "/news");
    Emitter emitter = emitter(options);

    emitter.of("/chat").emit("1").toCompletableFuture().get(30, SECONDS);
    emitter.of("/news").emit("2").toCompletableFuture().get(30, SECONDS);

    TestNode.await("both", () -> chat.heard.size() == 1 && news.heard.size() == 1);
    assertThat(redis.client().keys("mine-*"))
        .containsExactlyInAnyOrder(
            "mine-" + "/chat".hashCode() % 4, "mine-" + "/news".hashCode() % 4);
  }

  @Test
  void entryThatWasSentTwiceIsAppliedOnceWhoeverElseHasItsNumber() {
    Ear node = node(TestNode.options(redis.uri()), "/");
    for (String seq :
        List.of(
            "0123456789abcdef:1",
            "fedcba9876543210:1", // another emitter
            "0123456789abcdef:1",
            "0123456789abcdef:2",
            "fedcba9876543210:1")) {
      Map<String, String> entry =
          new LinkedHashMap<>(
              MessageCodec.encode(
                  EmitterPayload.UID,
                  "/",
                  EmitterPayload.of(TestNode.broadcast(seq, BroadcastOptions.ALL)),
                  false));
      entry.put("seq", seq);
      redis.client().xadd("socket.io", entry);
    }
    redis.client().xadd("socket.io", entryOfNodesEmitter());
    redis.client().xadd("socket.io", entryOfNodesEmitter());

    TestNode.await("the last", () -> node.heard.size() >= 5);
    assertThat(IntStream.range(0, node.heard.size()).mapToObj(i -> (String) data(node, i).get(1)))
        .containsExactly(
            "0123456789abcdef:1", "fedcba9876543210:1", "0123456789abcdef:2", "none", "none");
  }

  private static Map<String, String> entryOfNodesEmitter() {
    return MessageCodec.encode(
        EmitterPayload.UID,
        "/",
        EmitterPayload.of(TestNode.broadcast("none", BroadcastOptions.ALL)),
        false);
  }

  @Test
  void stagesMayWaitForEachOther() throws Exception {
    Emitter emitter = emitter(RedisOptions.of(redis.uri()));
    AtomicReference<Optional<Offset>> second = new AtomicReference<>();

    emitter
        .emit("1")
        .thenAccept(offset -> second.set(emitter.emit("2").toCompletableFuture().join()))
        .toCompletableFuture()
        .get(30, SECONDS);

    assertThat(second.get()).isPresent();
  }
}
