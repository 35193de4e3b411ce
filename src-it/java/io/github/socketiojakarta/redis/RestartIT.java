package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A stream that is another one than before, or an older copy, is noticed (contract, point 4). */
class RestartIT {

  private static final String STREAM = "socket.io";
  private static final Pattern TEXT = Pattern.compile("\"hello\",\"([^\"]*)\"");

  @AutoClose private final RedisServer redis = RedisServer.started();

  @Test
  void streamThatIsFlushedUnderTrafficIsReadFromItsBeginning() throws Exception {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      AtomicBoolean end = new AtomicBoolean();
      List<CompletableFuture<?>> published = new CopyOnWriteArrayList<>();
      Thread traffic = new Thread(() -> publish(a, b, end, published));
      traffic.start();
      for (int flush = 1; flush <= 3; flush++) {
        int flushes = flush;
        int before = a.deliveries.size();
        TestNode.await("traffic", () -> a.deliveries.size() > before + 300);
        redis.client().flushall();
        TestNode.await("notice", () -> restarts(a) == flushes && restarts(b) == flushes);
      }
      end.set(true);
      traffic.join();

      assertThat(CompletableFuture.allOf(published.toArray(new CompletableFuture<?>[0])))
          .succeedsWithin(TestNode.PATIENCE);
      List<String> left = entriesLeft();
      for (TestNode node : List.of(a, b)) {
        TestNode.await("what is left", () -> node.texts().containsAll(left));
        assertThat(node.texts()).doesNotHaveDuplicates();
        assertThat(node.texts()).filteredOn(text -> text.startsWith("n")).isSorted();
        assertThat(node.adapter.stats().holes()).isZero();
        assertThat(node.adapter.stats().pending()).isZero();
        assertThat(node.adapter.stats().epochStart()).isGreaterThan(Offset.ZERO);
      }
      assertThat(a.texts()).filteredOn(text -> text.startsWith("a")).hasSize(published.size() / 2);
      assertThat(b.texts()).filteredOn(text -> text.startsWith("b")).hasSize(published.size() / 2);
      assertGoesOn(a, b);
      assertQuiet();
    }
  }

  /** Two nodes of ours, and one that gives no numbers, as Node does. */
  private void publish(
      TestNode a, TestNode b, AtomicBoolean end, List<CompletableFuture<?>> published) {
    for (int i = 0; !end.get(); i++) {
      published.add(a.emit("a" + i));
      published.add(b.emit("b" + i));
      add(Long.toString(100_000 + i), new XAddArgs());
      TestNode.pause(1);
    }
  }

  @Test
  void deletedStreamIsReadFromItsBeginning() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 50);
      b.awaitDeliveries(50);
      Offset last = b.adapter.stats().lastOffset();
      redis.client().del(STREAM);
      add("1", new XAddArgs());
      add("2", new XAddArgs());
      AdapterEvent.StreamRestarted event = b.awaitEvent(AdapterEvent.StreamRestarted.class);
      assertThat(event.stream()).isEqualTo(STREAM);
      assertThat(event.to()).isEqualTo(Offset.ZERO);
      assertThat(event.from()).isGreaterThanOrEqualTo(last);
      b.awaitDeliveries(52);
      a.awaitDeliveries(52);
      assertThat(b.texts()).isEqualTo(a.texts()).endsWith("n1", "n2").doesNotHaveDuplicates();
      assertThat(b.adapter.stats().epochStart()).isGreaterThan(last);
      assertGoesOn(a, b);
      assertQuiet();
    }
  }

  @Test
  void streamMadeAnewWithLowerIdsIsReadFromItsBeginning() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 20);
      b.awaitDeliveries(20);
      redis.client().del(STREAM);
      IntStream.rangeClosed(1, 30)
          .forEach(i -> add(Integer.toString(i), new XAddArgs().id(i + "-1")));
      a.awaitDeliveries(50);
      b.awaitDeliveries(50);
      assertThat(a.texts().subList(20, 50))
          .isEqualTo(IntStream.rangeClosed(1, 30).mapToObj(i -> "n" + i).toList());
      assertThat(b.texts()).isEqualTo(a.texts());
      assertThat(a.adapter.stats().epochStart()).isGreaterThan(a.deliveries.get(19).offset());
      assertGoesOn(a, b);
      assertQuiet();
    }
  }

  @Test
  void idsGivenAgainToOtherEntriesAreNoticed() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      IntStream.rangeClosed(1, 5).forEach(i -> add("old" + i, new XAddArgs().id(i + "-1")));
      a.awaitDeliveries(5);
      redis.client().multi();
      redis.client().del(STREAM);
      IntStream.rangeClosed(1, 5).forEach(i -> add("new" + i, new XAddArgs().id(i + "-1")));
      redis.client().exec();
      a.awaitDeliveries(10);
      assertThat(a.texts())
          .containsExactly(
              "nold1", "nold2", "nold3", "nold4", "nold5", "nnew1", "nnew2", "nnew3", "nnew4",
              "nnew5");
      assertThat(restarts(a)).isEqualTo(1);
      assertQuiet();
    }
  }

  @Test
  void entriesAddedBelowAndAboveWhatWasReadAreAllDelivered() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      IntStream.rangeClosed(11, 15).forEach(i -> add("old" + i, new XAddArgs().id(i + "-1")));
      a.awaitDeliveries(5);
      redis.client().multi();
      redis.client().del(STREAM);
      IntStream.rangeClosed(8, 20).forEach(i -> add("new" + i, new XAddArgs().id(i + "-1")));
      redis.client().exec();
      a.awaitDeliveries(18);
      TestNode.pause(1_500);
      assertThat(a.texts()).hasSize(18).doesNotHaveDuplicates();
      assertThat(a.texts())
          .containsAll(IntStream.rangeClosed(8, 20).mapToObj(i -> "nnew" + i).toList());
      assertThat(restarts(a)).isEqualTo(1);
    }
  }

  /** A burst may begin below the last id that was read, in the same millisecond. */
  @Test
  void numbersBelowThoseReadFirstAreAllDelivered() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      IntStream.rangeClosed(11, 15).forEach(i -> add("old" + i, new XAddArgs().id("1-" + i)));
      a.awaitDeliveries(5);
      redis.client().multi();
      redis.client().del(STREAM);
      for (int i = 8; i <= 20; i++) {
        add("new" + i, new XAddArgs().id("1-" + i), Map.of(Publication.SEQ, Integer.toString(i)));
      }
      redis.client().exec();
      a.awaitDeliveries(18);
      TestNode.await("notice", () -> restarts(a) == 1);
      add("new20", new XAddArgs().id("2-1"), Map.of(Publication.SEQ, "20")); // sent again
      add("last", new XAddArgs().id("2-2"));
      a.awaitDeliveries(19);
      assertThat(a.texts()).hasSize(19).endsWith("nlast").doesNotHaveDuplicates();
    }
  }

  @Test
  void idsSetBackAreFollowed() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 20);
      b.awaitDeliveries(20);
      a.awaitDeliveries(20);
      redis.client().xtrim(STREAM, 0);
      TestNode.await("an empty stream", () -> redis.client().xlen(STREAM) == 0);
      redis
          .client()
          .eval(
              "return redis.call('XSETID', KEYS[1], ARGV[1])",
              ScriptOutputType.STATUS,
              new String[] {STREAM},
              "1-1");
      add("1", new XAddArgs().id("5-1"));
      add("2", new XAddArgs().id("6-1"));
      a.awaitDeliveries(22);
      b.awaitDeliveries(22);
      assertThat(a.texts()).isEqualTo(b.texts()).endsWith("n1", "n2").doesNotHaveDuplicates();
      assertThat(a.adapter.stats().holes()).isZero();
      assertThat(restarts(a)).isEqualTo(1);
      assertGoesOn(a, b);
      assertQuiet();
    }
  }

  @Test
  void olderCopyIsReadOnBehindTheNewestCommonEntry() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 50);
      emit(b, 50, 100);
      a.awaitDeliveries(100);
      b.awaitDeliveries(100);
      redis.saveData();
      Offset common = a.adapter.stats().lastOffset();
      emit(a, 100, 200);
      a.awaitDeliveries(200);
      b.awaitDeliveries(200);
      Offset last = a.adapter.stats().lastOffset();
      redis.stop();
      emit(a, 200, 210); // these wait
      redis.restoreData();
      redis.start();
      AdapterEvent.StreamRestarted event = b.awaitEvent(AdapterEvent.StreamRestarted.class);
      assertThat(event.from()).isEqualTo(last);
      assertThat(event.to()).isEqualTo(common);
      add("1", new XAddArgs());
      b.awaitDeliveries(211);
      a.awaitDeliveries(211);
      assertThat(a.texts()).isEqualTo(b.texts()).hasSize(211).doesNotHaveDuplicates();
      assertThat(restarts(a)).isEqualTo(1);
      assertThat(a.adapter.stats().holes()).isZero();
      assertThat(a.adapter.stats().epochStart()).isEqualTo(last.next());
      assertGoesOn(a, b);
      assertQuiet();
    }
  }

  @Test
  void copyOlderThanThisNodeIsNotReplayed() {
    IntStream.range(0, 100).forEach(i -> add("ancient" + i, new XAddArgs()));
    redis.saveData();
    TestNode.pause(3_000); // as long as it takes to tell them from new ones by the clock
    IntStream.range(0, 100).forEach(i -> add("later" + i, new XAddArgs()));
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 1_700); // more than are remembered
      a.awaitDeliveries(1_700);
      redis.stop();
      redis.restoreData();
      redis.start();
      a.awaitEvent(AdapterEvent.StreamRestarted.class);
      add("1", new XAddArgs());
      a.awaitDeliveries(1_701);
      TestNode.pause(1_000);
      assertThat(a.texts()).hasSize(1_701).endsWith("n1").doesNotHaveDuplicates();
      assertQuiet();
    }
  }

  @Test
  void serverWithoutItsDataIsReadFromTheBeginning() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      redis.saveData(); // empty
      emit(a, 0, 100);
      a.awaitDeliveries(100);
      redis.stop();
      redis.restoreData();
      redis.start();
      add("1", new XAddArgs());
      a.awaitDeliveries(101);
      a.awaitEvent(AdapterEvent.StreamRestarted.class);
      emit(a, 101, 110);
      a.awaitDeliveries(110);
      assertThat(a.texts()).hasSize(110).doesNotHaveDuplicates();
      assertQuiet();
    }
  }

  private static long restarts(TestNode node) {
    return node.adapter.stats().restarts();
  }

  private static void emit(TestNode node, int from, int to) {
    IntStream.range(from, to).forEach(i -> node.emit("m" + i));
  }

  private void assertGoesOn(TestNode a, TestNode b) {
    int both = a.deliveries.size();
    int other = b.deliveries.size();
    a.emit("from a");
    b.emit("from b");
    a.awaitDeliveries(both + 2);
    b.awaitDeliveries(other + 2);
  }

  /** Redis is asked no more than two quiet readers ask. */
  private void assertQuiet() {
    TestNode.pause(1_000); // readers are back in their long reads
    long before = redis.calls();
    long since = System.nanoTime();
    TestNode.pause(1_000);
    long calls = redis.calls() - before;
    double seconds = (System.nanoTime() - since) / 1e9;
    assertThat(calls / seconds).as("commands a second").isLessThan(40);
  }

  private List<String> entriesLeft() {
    return redis.client().xrange(STREAM, Range.unbounded()).stream()
        .flatMap(entry -> Stream.ofNullable(entry.getBody().get("data")))
        .map(TEXT::matcher)
        .filter(java.util.regex.Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  private void add(String text, XAddArgs args) {
    add(text, args, Map.of());
  }

  private void add(String text, XAddArgs args, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("uid", "0123456789abcdef");
    fields.put("nsp", "/");
    fields.put("type", "3");
    fields.put(
        "data",
        "{\"packet\":{\"type\":2,\"data\":[\"hello\",\"n"
            + text
            + "\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}");
    fields.putAll(more);
    redis.client().xadd(STREAM, args, fields);
  }
}
