package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.cluster.NodePeer;
import io.github.socketiojakarta.cluster.Settings;
import io.github.socketiojakarta.cluster.SocketClient;
import io.github.socketiojakarta.cluster.Target;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Faults of the stream with servers of Node beside ours, one on each client for Redis. */
class MixedFaultIT {

  private static final Pattern TEXT = Pattern.compile("\"hello\",\"([^\"]*)\"");

  @AutoClose private final RedisServer redis = RedisServer.started();

  @Test
  void streamIsTrimmedPastAStoppedReader() throws Exception {
    Settings settings = Settings.standalone(redis.uri()).with("maxLen", 100_000);
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()));
        NodePeer c = NodePeer.started("c", NodePeer.Client.REDIS, settings);
        NodePeer d = NodePeer.started("d", NodePeer.Client.IOREDIS, settings)) {
      emit(c, d, 0, 20);
      awaitTexts(a, 40);
      a.hold();
      emit(c, d, 20, 300);
      awaitTexts(b, 600);
      redis.client().xtrim("socket.io", 100);
      a.release();
      AdapterEvent.Hole hole = a.awaitEvent(AdapterEvent.Hole.class);
      assertGoesOn(a, b, c, d);

      assertThat(a.texts()).doesNotHaveDuplicates();
      assertThat(a.texts().size()).isEqualTo(b.texts().size() - (int) hole.missed().orElseThrow());
      assertThat(last(a.texts(), 100)).isEqualTo(last(b.texts(), 100));
      assertThat(a.adapter.stats().holes()).isEqualTo(1);
      assertThat(b.adapter.stats().holes()).isZero();
      assertThat(a.adapter.stats().restarts() + b.adapter.stats().restarts()).isZero();
      Idle.awaitIdle(4, List.of(redis));
    }
  }

  @Test
  void streamIsFlushedUnderTraffic() throws Exception {
    Settings settings = Settings.standalone(redis.uri()).with("maxLen", 100_000);
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()));
        NodePeer c = NodePeer.started("c", NodePeer.Client.REDIS, settings);
        NodePeer d = NodePeer.started("d", NodePeer.Client.IOREDIS, settings)) {
      AtomicBoolean end = new AtomicBoolean();
      List<CompletableFuture<?>> published = new ArrayList<>(); // read after its thread's end
      Thread traffic =
          new Thread(
              () -> {
                for (int i = 0; !end.get(); i++) {
                  published.add(a.emit("a" + i));
                  published.add(b.emit("b" + i));
                  c.emit(Target.ALL, "hello", "c" + i).join();
                  d.emit(Target.ALL, "hello", "d" + i).join();
                }
              });
      traffic.start();
      for (int flush = 1; flush <= 2; flush++) {
        int flushes = flush;
        int before = a.deliveries.size();
        TestNode.await("traffic", () -> a.deliveries.size() > before + 200);
        redis.client().flushall();
        TestNode.await(
            "notice",
            () ->
                a.adapter.stats().restarts() == flushes && b.adapter.stats().restarts() == flushes);
      }
      end.set(true);
      traffic.join();
      assertThat(CompletableFuture.allOf(published.toArray(new CompletableFuture<?>[0])))
          .succeedsWithin(TestNode.PATIENCE);

      List<String> left = entriesLeft();
      for (TestNode node : List.of(a, b)) {
        TestNode.await("what is left", () -> node.texts().containsAll(left));
        assertThat(node.texts()).doesNotHaveDuplicates();
        assertThat(node.adapter.stats().holes()).isZero();
      }
      int each = published.size() / 2;
      assertThat(a.texts()).filteredOn(text -> text.startsWith("a")).hasSize(each);
      assertThat(b.texts()).filteredOn(text -> text.startsWith("b")).hasSize(each);
      assertGoesOn(a, b, c, d);
      Idle.awaitIdle(4, List.of(redis));
    }
  }

  /** What each says from now on is heard by ours, and what ours say by the clients of all. */
  private static void assertGoesOn(TestNode a, TestNode b, NodePeer c, NodePeer d)
      throws Exception {
    try (SocketClient ofC = SocketClient.connected(c);
        SocketClient ofD = SocketClient.connected(d)) {
      a.emit("from a").get(30, SECONDS);
      b.emit("from b").get(30, SECONDS);
      c.emit(Target.ALL, "hello", "from c").join();
      d.emit(Target.ALL, "hello", "from d").join();
      List<String> all = List.of("from a", "from b", "from c", "from d");
      TestNode.await("all at a", () -> a.texts().containsAll(all));
      TestNode.await("all at b", () -> b.texts().containsAll(all));
      for (SocketClient client : List.of(ofC, ofD)) {
        TestNode.await("ours at " + client, () -> texts(client).containsAll(all.subList(0, 2)));
      }
    }
  }

  private static void awaitTexts(TestNode node, int count) {
    TestNode.await(count + " texts", () -> node.texts().size() >= count);
  }

  private static List<String> texts(SocketClient client) {
    return client.heard("hello").stream()
        .map(String::valueOf)
        .flatMap(MixedFaultIT::inner)
        .toList();
  }

  private static Stream<String> inner(String list) {
    return Stream.of(list.substring(1, list.length() - 1).split(", "));
  }

  private static void emit(NodePeer c, NodePeer d, int from, int to) {
    for (int i = from; i < to; i++) {
      c.emit(Target.ALL, "hello", "c" + i);
      d.emit(Target.ALL, "hello", "d" + i);
    }
  }

  private static List<String> last(List<String> texts, int count) {
    return texts.subList(texts.size() - count, texts.size());
  }

  private List<String> entriesLeft() {
    return redis.client().xrange("socket.io", Range.unbounded()).stream()
        .flatMap(entry -> Stream.ofNullable(entry.getBody().get("data")))
        .map(TEXT::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
