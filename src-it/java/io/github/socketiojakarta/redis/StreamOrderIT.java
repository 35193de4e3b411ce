package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every node delivers in the order of the stream, each message once (contract, point 1). */
class StreamOrderIT {

  @AutoClose private static final RedisServer redis = RedisServer.started();

  @Test
  void twoNodesPublishingAtOnceDeliverTheSameSequence() throws Exception {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      Thread other = new Thread(() -> emitAll(b, "b"));
      other.start();
      emitAll(a, "a");
      other.join();
      a.awaitDeliveries(2_000);
      b.awaitDeliveries(2_000);

      assertThat(a.texts()).hasSize(2_000).isEqualTo(b.texts());
      assertThat(a.texts()).filteredOn(text -> text.startsWith("a")).isEqualTo(names("a"));
      assertThat(a.texts()).filteredOn(text -> text.startsWith("b")).isEqualTo(names("b"));
      assertThat(offsets(a)).isSorted().doesNotHaveDuplicates().isEqualTo(offsets(b));
    }
  }

  @Test
  void publishCompletesWithTheOffsetAfterDelivery() throws Exception {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      List<Integer> deliveredThen = new ArrayList<>();
      CompletableFuture<Optional<Offset>> done =
          a.emit("x").whenComplete((offset, error) -> deliveredThen.add(a.deliveries.size()));
      assertThat(done.get(30, SECONDS)).contains(a.deliveries.get(0).offset());
      TestNode.await("completion", () -> !deliveredThen.isEmpty());
      assertThat(redis.client().xrange("socket.io", offsetRange(done.join().get()))).hasSize(1);
    }
  }

  @Test
  void entryThatWasSentTwiceIsAppliedOnce() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      for (String seq : List.of("1", "2", "1", "2", "3")) {
        redis.client().xadd("socket.io", entry("0123456789abcdef", seq));
      }
      redis.client().xadd("socket.io", entry("fedcba9876543210", "1"));
      redis.client().xadd("socket.io", entry("0123456789abcdef", "none")); // as of a Node node
      redis.client().xadd("socket.io", entry("0123456789abcdef", "none"));
      TestNode.await("the last", () -> a.texts().stream().filter("none"::equals).count() == 2);
      assertThat(a.texts()).containsExactly("1", "2", "3", "1", "none", "none");
      assertThat(a.adapter.stats().duplicates()).isEqualTo(2);
    }
  }

  private static Map<String, String> entry(String uid, String seq) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("uid", uid);
    fields.put("nsp", "/");
    fields.put("type", "3");
    fields.put(
        "data",
        "{\"packet\":{\"type\":2,\"data\":[\"hello\",\""
            + seq
            + "\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}");
    if (!seq.equals("none")) {
      fields.put("seq", seq);
    }
    return fields;
  }

  private static Range<String> offsetRange(Offset offset) {
    return Range.create(offset.toString(), offset.toString());
  }

  private static void emitAll(TestNode node, String name) {
    names(name).forEach(node::emit);
  }

  private static List<String> names(String name) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      names.add(name + i);
    }
    return names;
  }

  private static List<Offset> offsets(TestNode node) {
    return node.deliveries.stream().map(TestNode.Delivery::offset).toList();
  }
}
