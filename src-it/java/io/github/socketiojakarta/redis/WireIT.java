package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Redis server gets from us is what it gets from Node's adapter, as recorded. */
class WireIT {

  private static final String OURS = "[0-9a-f]{16}";
  @AutoClose private static final RedisServer redis = RedisServer.started();

  private final AdapterParts parts = new AdapterParts();
  private final List<ClusterMessage> delivered = new CopyOnWriteArrayList<>();
  private final List<Offset> offsets = new CopyOnWriteArrayList<>();
  private RedisStreamsAdapter adapter;

  @BeforeEach
  void emptyRedis() {
    redis.client().flushall();
  }

  @AfterEach
  void closeAdapter() {
    adapter.close();
    parts.close();
  }

  @Test
  void publishesTheFieldsThatNodeWrites() throws Exception {
    List<Map<String, String>> entries = recorded();
    start(RedisOptions.of(redis.uri()), namespaces(entries));
    MessageCodec codec = new MessageCodec(parts.json, false);
    int published = 0;
    for (Map<String, String> fields : entries) {
      Optional<ClusterMessage> message = message(codec, fields);
      if (message.isEmpty()
          || fields.get("uid").equals("emitter") // which orders its keys otherwise
          || !codec.encode("", message.get()).get("data").equals(fields.get("data"))) {
        continue; // what cannot be told from its recording; MessageCodecTest has the reasons
      }
      Offset offset =
          adapter.publish(message.get()).toCompletableFuture().get(30, SECONDS).orElseThrow();
      Map<String, String> written =
          redis
              .client()
              .xrange("socket.io", Range.create(offset.toString(), offset.toString()))
              .get(0)
              .getBody();
      published++;
      assertThat(written.keySet()).containsExactly("uid", "nsp", "type", "data", "seq");
      assertThat(written.get("uid")).matches(OURS);
      assertThat(written.get("seq")).isEqualTo(Integer.toString(published));
      for (String field : List.of("nsp", "type", "data")) {
        assertThat(written.get(field)).isEqualTo(fields.get(field));
      }
    }
    assertThat(published).isGreaterThan(40);
  }

  @Test
  void deliversTheEntriesThatNodeWrote() {
    List<Map<String, String>> entries = recorded();
    start(RedisOptions.of(redis.uri()), namespaces(entries));
    MessageCodec codec = new MessageCodec(parts.json, false);
    List<String> expected = new ArrayList<>();
    List<Offset> written = new ArrayList<>();
    for (Map<String, String> fields : entries) {
      String id = redis.client().xadd("socket.io", fields);
      message(codec, fields)
          .ifPresent(
              message -> {
                expected.add(codec.encode("", message).toString());
                written.add(Offset.parse(id));
              });
    }
    TestNode.await("all", () -> delivered.size() >= expected.size());
    assertThat(delivered.stream().map(message -> codec.encode("", message).toString()).toList())
        .hasSizeGreaterThan(30)
        .isEqualTo(expected);
    assertThat(offsets).isEqualTo(written);
    assertThat(adapter.stats().skipped()).isZero();
  }

  @Test
  void appendsWithTheArgumentsThatNodeUses() throws Exception {
    List<List<String>> recorded = new ArrayList<>();
    for (Map<String, Object> line : WireVectors.read("redis-commands.jsonl")) {
      for (Object command : (List<?>) line.get("commands")) {
        List<?> arguments = (List<?>) command;
        if (arguments.get(0).equals("XADD") && !arguments.contains("emitter")) {
          recorded.add(arguments.stream().map(String.class::cast).toList());
        }
      }
    }
    assertThat(recorded).hasSizeGreaterThan(3);
    start(RedisOptions.of(redis.uri()), Set.of("/"));
    MessageCodec codec = new MessageCodec(parts.json, false);
    try (RedisMonitor monitor = new RedisMonitor(redis.port())) {
      for (List<String> arguments : recorded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 6; i < arguments.size(); i += 2) {
          fields.put(arguments.get(i), arguments.get(i + 1));
        }
        adapter.publish(message(codec, fields).orElseThrow());
        List<String> sent = monitor.next("XADD");
        assertThat(sent.subList(0, 7)).isEqualTo(arguments.subList(0, 7));
        assertThat(sent.get(7)).matches(OURS);
        assertThat(sent.subList(8, 14)).isEqualTo(arguments.subList(8, 14));
        assertThat(sent.subList(14, sent.size())).hasSize(2).startsWith("seq");
      }
    }
  }

  @Test
  void readsWithTheArgumentsThatNodeUsesButFromAPlaceOfItsOwn() throws Exception {
    RedisOptions options =
        RedisOptions.builder(redis.uri())
            .streamName("my-stream")
            .streamCount(4)
            .maxLen(50)
            .readCount(7)
            .blockTime(Duration.ofMillis(200))
            .onlyPlaintext(false)
            .publishMaxPending(100)
            .publishTimeout(Duration.ofSeconds(60))
            .build();
    redis.client().xadd("my-stream-3", Map.of("a", "b"));
    String last = redis.client().xadd("my-stream-3", Map.of("a", "b"));
    try (RedisMonitor monitor = new RedisMonitor(redis.port())) {
      start(options, Set.of("/"));
      assertThat(monitor.next("XREAD"))
          .containsExactly("XREAD", "BLOCK", "200", "COUNT", "7", "STREAMS", "my-stream-3", last);
    }
  }

  /** WIRE: of several streams Node never reads those whose number is negative. */
  @Test
  void namespaceWithANegativeHashIsWrittenWhereNodeWritesItAndRead() throws Exception {
    RedisOptions options =
        RedisOptions.builder(redis.uri())
            .streamName("my-stream")
            .streamCount(4)
            .maxLen(50)
            .readCount(7)
            .blockTime(Duration.ofMillis(200))
            .onlyPlaintext(false)
            .publishMaxPending(100)
            .publishTimeout(Duration.ofSeconds(60))
            .build();
    Map<String, Object> vector =
        WireVectors.read("stream-entries.jsonl").stream()
            .filter(line -> line.get("id").equals("multi-003"))
            .findFirst()
            .orElseThrow();
    start(options, Set.of("/", fields(vector).get("nsp")));
    String stream = (String) vector.get("stream");
    ClusterMessage message =
        message(new MessageCodec(parts.json, false), fields(vector)).orElseThrow();
    assertThat(adapter.publish(message).toCompletableFuture().get(30, SECONDS)).isPresent();
    assertThat(redis.client().xlen(stream)).isEqualTo(1);
    redis.client().xadd(stream, fields(vector));
    TestNode.await("both", () -> delivered.size() == 2);
  }

  private void start(RedisOptions options, Set<String> namespaces) {
    adapter = parts.adapter(options);
    for (String nsp : namespaces) {
      adapter.register(
          nsp,
          (message, offset) -> {
            delivered.add(message);
            offsets.add(offset.orElseThrow());
          });
    }
    adapter.start();
    TestNode.await("ready", adapter::isReady);
  }

  private static List<Map<String, String>> recorded() {
    return WireVectors.read("stream-entries.jsonl").stream()
        .filter(line -> line.get("fields") != null)
        .map(WireIT::fields)
        .toList();
  }

  private static Set<String> namespaces(List<Map<String, String>> entries) {
    Set<String> names = new TreeSet<>();
    entries.forEach(fields -> names.add(fields.get("nsp")));
    return names;
  }

  /** The message that an entry holds; empty if it is a request. */
  private static Optional<ClusterMessage> message(MessageCodec codec, Map<String, String> fields) {
    return codec
        .decode(fields)
        .filter(Incoming.Message.class::isInstance)
        .map(incoming -> ((Incoming.Message) incoming).message());
  }

  private static Map<String, String> fields(Map<String, Object> line) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Object field : (List<?>) line.get("fields")) {
      List<?> pair = (List<?>) field;
      fields.put((String) pair.get(0), (String) pair.get(1));
    }
    return fields;
  }
}
