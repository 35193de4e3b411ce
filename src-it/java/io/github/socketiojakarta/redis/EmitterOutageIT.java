package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.Range;
import io.netty.util.internal.InternalThreadLocalMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an emitter emits is written once and in order, whatever becomes of its connections. */
class EmitterOutageIT {

  private RedisServer redis;
  private final AdapterParts parts = new AdapterParts();
  private final List<Emitter> emitters = new ArrayList<>();

  @BeforeEach
  void makeRedis() {
    redis = RedisServer.create();
  }

  @AfterEach
  void closeAll() {
    emitters.forEach(Emitter::close);
    parts.close();
    redis.close();
  }

  private Emitter emitter(RedisOptions options) {
    Emitter emitter = parts.emitter(options);
    emitters.add(emitter);
    return emitter;
  }

  private static CompletableFuture<Optional<Offset>> emit(Emitter emitter, String text) {
    return emitter.emit("hello", text).toCompletableFuture();
  }

  private static void awaitReady(Emitter emitter) {
    TestNode.await("the emitter's link", emitter::isReady);
  }

  @Test
  void cutConnectionsLoseNothingRepeatNothingAndKeepTheOrder() throws Exception {
    redis.start();
    try (TestNode node = TestNode.started(TestNode.options(redis.uri()))) {
      Emitter a = emitter(TestNode.options(redis.uri()));
      Emitter b = emitter(TestNode.options(redis.uri()));
      List<CompletableFuture<Optional<Offset>>> done = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        done.add(emit(a, "a" + i));
        done.add(emit(b, "b" + i));
        if (i % 100 == 50) {
          TestNode.await("a link to cut", () -> redis.killClients() > 0);
        }
      }
      assertWritten(node, 2_000, done);
    }
  }

  @Test
  void restartOfRedisLosesNothingRepeatsNothingAndKeepsTheOrder() throws Exception {
    redis.start();
    try (TestNode node = TestNode.started(TestNode.options(redis.uri()))) {
      Emitter a = emitter(TestNode.options(redis.uri()));
      Emitter b = emitter(TestNode.options(redis.uri()));
      List<CompletableFuture<Optional<Offset>>> done = new ArrayList<>();
      Thread outage =
          new Thread(
              () -> {
                TestNode.pause(50);
                redis.stop();
                TestNode.pause(3_000);
                redis.start();
              });
      outage.start();
      for (int i = 0; i < 500; i++) {
        done.add(emit(a, "a" + i));
        done.add(emit(b, "b" + i));
        TestNode.pause(1);
      }
      outage.join();
      assertWritten(node, 500, done);
    }
  }

  @Test
  void serverThatHangsLongerThanTheTimeoutExecutesNothingTwice() throws Exception {
    redis.start();
    try (TestNode node = TestNode.started(TestNode.options(redis.uri()))) {
      Emitter a = emitter(TestNode.options(redis.uri()));
      Emitter b = emitter(TestNode.options(redis.uri()));
      awaitReady(a);
      awaitReady(b);
      List<CompletableFuture<Optional<Offset>>> done = new ArrayList<>();
      emitBoth(a, b, 0, 100, done);
      redis.pause();
      emitBoth(a, b, 100, 300, done); // sent, but nobody knows whether they are executed
      TestNode.await("notice", () -> !a.isReady() && !b.isReady());
      emitBoth(a, b, 300, 400, done);
      redis.resume();
      assertWritten(node, 400, done);
    }
  }

  private static void emitBoth(
      Emitter a, Emitter b, int from, int to, List<CompletableFuture<Optional<Offset>>> done) {
    for (int i = from; i < to; i++) {
      done.add(emit(a, "a" + i));
      done.add(emit(b, "b" + i));
    }
  }

  /** In the stream, on a node, and to who emitted: each message once, those of each in order. */
  private void assertWritten(
      TestNode node, int count, List<CompletableFuture<Optional<Offset>>> done) throws Exception {
    CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new)).get(60, SECONDS);
    node.awaitDeliveries(2 * count);
    assertThat(node.texts())
        .hasSize(2 * count)
        .filteredOn(text -> text.startsWith("a"))
        .isEqualTo(names("a", count));
    assertThat(node.texts()).filteredOn(text -> text.startsWith("b")).isEqualTo(names("b", count));
    List<String> ids =
        redis.client().xrange("socket.io", Range.unbounded()).stream()
            .map(entry -> entry.getId())
            .toList();
    assertThat(ids).as("nothing written twice").hasSize(2 * count);
    assertThat(done.stream().map(future -> future.join().orElseThrow().toString()))
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(node.adapter.stats().duplicates()).isZero();
  }

  private static List<String> names(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  @Test
  void startsBeforeRedisDoes() throws Exception {
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    CompletableFuture<Optional<Offset>> early = emit(emitter, "early");
    TestNode.pause(300);
    assertThat(emitter.isReady()).isFalse();
    assertThat(early).isNotDone();
    redis.start();
    assertThat(early.get(30, SECONDS)).isPresent();
    assertThat(redis.client().xlen("socket.io")).isEqualTo(1);
  }

  @Test
  void idleEmitterNoticesTheLossOfItsConnection() throws Exception {
    redis.start();
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    awaitReady(emitter);
    redis.stop();
    TestNode.await("notice", () -> !emitter.isReady());
    redis.start();
    awaitReady(emitter);
    assertThat(emit(emitter, "x").get(30, SECONDS)).isPresent();
  }

  @Test
  void volatileEventsAreDroppedWhileRedisIsAway() throws Exception {
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    CompletableFuture<Optional<Offset>> dropped =
        emitter.asVolatile().emit("hello", "now or never").toCompletableFuture();
    assertThat(dropped.get(30, SECONDS)).isEmpty();
    redis.start();
    awaitReady(emitter);
    assertThat(emitter.asVolatile().emit("hello", "now").toCompletableFuture().get(30, SECONDS))
        .isPresent();
    assertThat(redis.client().xlen("socket.io")).isEqualTo(1);
  }

  @Test
  void oneMessageTooManyIsRefusedAtOnce() throws Exception {
    Emitter emitter = emitter(RedisOptions.builder(redis.uri()).publishMaxPending(3).build());
    List<CompletableFuture<Optional<Offset>>> waiting =
        IntStream.range(0, 3).mapToObj(i -> emit(emitter, "m" + i)).toList();
    assertThatThrownBy(() -> emit(emitter, "m3")).isInstanceOf(PublishException.class);
    redis.start();
    for (CompletableFuture<Optional<Offset>> stage : waiting) {
      assertThat(stage.get(30, SECONDS)).isPresent();
    }
    assertThat(emit(emitter, "m4").get(30, SECONDS)).isPresent();
  }

  @Test
  void messageThatWaitedTooLongFailsAndDoesNotComeLater() throws Exception {
    Emitter emitter = emitter(TestNode.options(redis.uri(), Duration.ofMillis(300)));
    assertThat(emit(emitter, "late"))
        .failsWithin(TestNode.PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(PublishException.class);
    redis.start();
    awaitReady(emitter);
    emit(emitter, "next").get(30, SECONDS);
    assertThat(redis.client().xlen("socket.io")).isEqualTo(1);
  }

  @Test
  void messageThatRedisRefusesForNowComesInItsOrder() throws Exception {
    redis.start();
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    awaitReady(emitter);
    emit(emitter, "0").get(30, SECONDS);
    redis.client().configSet("maxmemory", "1");
    List<CompletableFuture<Optional<Offset>>> done =
        IntStream.range(1, 50).mapToObj(i -> emit(emitter, Integer.toString(i))).toList();
    TestNode.pause(200);
    assertThat(done.get(0)).isNotDone();
    redis.client().configSet("maxmemory", "0");
    List<Offset> offsets = new ArrayList<>();
    for (CompletableFuture<Optional<Offset>> stage : done) {
      offsets.add(stage.get(30, SECONDS).orElseThrow());
    }
    assertThat(offsets).isSorted().doesNotHaveDuplicates();
    assertThat(redis.client().xlen("socket.io")).isEqualTo(50);
  }

  @Test
  void messageThatRedisRefusesForGoodFailsAndTheNextIsWritten() throws Exception {
    redis.start();
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    awaitReady(emitter);
    redis.client().set("socket.io", "no stream");
    assertThat(emit(emitter, "x"))
        .failsWithin(TestNode.PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(PublishException.class);
    redis.client().del("socket.io");
    assertThat(emit(emitter, "y").get(30, SECONDS)).isPresent();
  }

  @Test
  void closeWritesWhatWasEmitted() {
    redis.start();
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    awaitReady(emitter);
    for (int i = 0; i < 500; i++) {
      emit(emitter, "m" + i);
    }
    emitter.close();
    assertThat(redis.client().xlen("socket.io")).isEqualTo(500);
    assertThatThrownBy(() -> emit(emitter, "late")).isInstanceOf(PublishException.class);
    assertThat(emitter.isReady()).isFalse();
    emitter.close();
  }

  @Test
  void closeWithoutRedisFailsWhatWaitsSoon() {
    Emitter emitter = emitter(TestNode.options(redis.uri()));
    CompletableFuture<?> waiting = emit(emitter, "x");
    long before = System.nanoTime();
    emitter.close();
    assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(20));
    assertThat(waiting)
        .failsWithin(TestNode.PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(PublishException.class);
  }

  @Test
  void closeLeavesNoThreadsAndNoThreadLocals() throws Exception {
    redis.start();
    Set<Thread> before = LiveThreads.now();
    ExecutorService caller = Executors.newSingleThreadExecutor(); // new: nothing lies on its thread
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      assertThat(caller.submit(() -> emitAndClose(writer)).get(60, SECONDS)).isNull();
      assertThat(writer.submit(InternalThreadLocalMap::getIfSet).get(60, SECONDS)).isNull();
    } finally {
      caller.shutdown();
      writer.shutdown();
    }
    assertThat(caller.awaitTermination(30, SECONDS)).isTrue();
    assertThat(writer.awaitTermination(30, SECONDS)).isTrue();
    LiveThreads.awaitNoMoreThan(before);
  }

  /** What Netty has left on the calling thread in the end. */
  private InternalThreadLocalMap emitAndClose(ExecutorService writer) throws Exception {
    try (AdapterParts own = new AdapterParts(writer);
        Emitter emitter = own.emitter(TestNode.options(redis.uri()))) {
      emit(emitter, "x").get(30, SECONDS);
    }
    return InternalThreadLocalMap.getIfSet();
  }
}
