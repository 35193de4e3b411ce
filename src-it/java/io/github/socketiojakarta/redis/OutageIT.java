package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** No start is lost, and an outage loses nothing (contract, points 2 and 3). */
class OutageIT {

  @AutoClose private final RedisServer redis = RedisServer.create();

  @Test
  void cutConnectionsLoseNothingRepeatNothingAndKeepTheOrder() {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      int kills = 0;
      for (int i = 0; i < 1_000; i++) {
        done.add(a.emit("a" + i));
        done.add(b.emit("b" + i));
        if (i % 100 == 50) {
          TestNode.await("a link to cut", () -> redis.killClients() > 0);
          kills++;
        }
      }
      assertThat(kills).isEqualTo(10);
      assertDelivered(a, b, 1_000, done);
      assertThat(a.adapter.stats().reconnects()).isPositive();
    }
  }

  @Test
  void restartOfRedisLosesNothingRepeatsNothingAndKeepsTheOrder() {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      Thread outage =
          new Thread(
              () -> {
                TestNode.pause(50);
                redis.stop();
                TestNode.pause(5_000);
                redis.start();
              });
      outage.start();
      for (int i = 0; i < 1_000; i++) {
        done.add(a.emit("a" + i));
        done.add(b.emit("b" + i));
        TestNode.pause(1);
      }
      assertDelivered(a, b, 1_000, done);
      join(outage);
    }
  }

  @Test
  void serverThatHangsLongerThanTheTimeoutExecutesNothingTwice() {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      emit(a, b, 0, 100, done);
      redis.pause();
      emit(a, b, 100, 300, done); // sent, but nobody knows whether they are executed
      TestNode.await("notice", () -> !a.adapter.isReady() && !b.adapter.isReady());
      emit(a, b, 300, 400, done);
      redis.resume();
      assertDelivered(a, b, 400, done);
      assertThat(redis.client().xlen("socket.io")).as("nothing written twice").isEqualTo(800);
    }
  }

  @Test
  void messagesAddedWhileNothingWasEverReadAreNotMissed() {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      redis.pause();
      TestNode.await("notice", () -> !a.adapter.isReady());
      b.emit("1");
      b.emit("2");
      redis.resume();
      b.awaitDeliveries(2);
      b.emit("3");
      a.awaitDeliveries(3);
      assertThat(a.texts()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void startsBeforeRedisDoes() {
    try (TestNode a = new TestNode(TestNode.options(redis.uri()))) {
      a.adapter.start();
      CompletableFuture<?> early = a.emit("early");
      TestNode.pause(300);
      assertThat(a.adapter.isReady()).isFalse();
      assertThat(early).isNotDone();
      redis.start();
      a.awaitReady();
      a.awaitDeliveries(1);
      assertThat(a.texts()).containsExactly("early");
    }
  }

  @Test
  void oneMessageTooManyIsRefusedAtOnce() {
    RedisOptions options =
        RedisOptions.builder(redis.uri())
            .streamName("socket.io")
            .streamCount(1)
            .maxLen(1_000)
            .readCount(100)
            .blockTime(Duration.ofSeconds(1))
            .onlyPlaintext(false)
            .publishMaxPending(3)
            .publishTimeout(Duration.ofSeconds(60))
            .build();
    try (TestNode a = new TestNode(options)) {
      a.adapter.start();
      IntStream.range(0, 3).forEach(i -> a.emit("m" + i));
      assertThatThrownBy(() -> a.emit("m3")).isInstanceOf(PublishException.class);
      redis.start();
      a.awaitDeliveries(3);
      a.emit("m4");
      a.awaitDeliveries(4);
      assertThat(a.texts()).containsExactly("m0", "m1", "m2", "m4");
      TestNode.await("room", () -> a.adapter.stats().pending() == 0);
    }
  }

  @Test
  void messageThatWaitedTooLongFailsAndDoesNotComeLater() {
    try (TestNode a = new TestNode(TestNode.options(redis.uri(), Duration.ofMillis(300)))) {
      a.adapter.start();
      CompletableFuture<?> late = a.emit("late");
      assertThat(late)
          .failsWithin(TestNode.PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(PublishException.class);
      redis.start();
      a.awaitReady();
      a.emit("next");
      a.awaitDeliveries(1);
      assertThat(a.texts()).containsExactly("next");
      assertThat(a.adapter.stats().failed()).isEqualTo(1);
      assertThat(redis.client().xlen("socket.io")).isEqualTo(1);
    }
  }

  @Test
  void volatileMessagesDoNotWaitForRedis() throws Exception {
    try (TestNode a = new TestNode(TestNode.options(redis.uri()))) {
      a.adapter.start();
      a.emit("kept");
      assertThat(a.emitVolatile("now").get(30, SECONDS)).isEmpty();
      assertThat(a.texts()).containsExactly("now");
      redis.start();
      a.awaitDeliveries(2);
      assertThat(a.texts()).containsExactly("now", "kept");
      a.awaitReady();
      assertThat(a.emitVolatile("later").get(30, SECONDS)).isPresent();
    }
  }

  @Test
  void goesOnAfterFlushAll() throws Exception {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      a.emit("before");
      b.awaitDeliveries(1);
      redis.client().flushall();
      a.emit("after");
      b.awaitDeliveries(2);
      a.awaitDeliveries(2);
      assertThat(b.texts()).containsExactly("before", "after");
    }
  }

  @Test
  void readsAStreamThatBeganAgainWithLowerIds() throws Exception {
    redis.start();
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      redis
          .client()
          .xadd(
              "socket.io",
              new io.lettuce.core.XAddArgs().id("99999999999999-0"),
              "uid",
              "0123456789abcdef",
              "nsp",
              "/other",
              "type",
              "3");
      TestNode.await("reading it", () -> position(a) > 9e13 && position(b) > 9e13);
      redis.client().flushall();
      CompletableFuture<Optional<Offset>> after = a.emit("after");
      b.awaitDeliveries(1);
      assertThat(after.get(30, SECONDS)).isPresent();
      a.emit("and on");
      b.awaitDeliveries(2);
      a.awaitDeliveries(2);
      assertThat(a.texts()).containsExactly("after", "and on");
      assertThat(b.texts()).containsExactly("after", "and on");
    }
  }

  private static double position(TestNode node) {
    return node.adapter.stats().lastOffset().millis();
  }

  private static void emit(
      TestNode a, TestNode b, int from, int to, List<CompletableFuture<?>> done) {
    for (int i = from; i < to; i++) {
      done.add(a.emit("a" + i));
      done.add(b.emit("b" + i));
    }
  }

  private static void assertDelivered(
      TestNode a, TestNode b, int each, List<CompletableFuture<?>> done) {
    a.awaitDeliveries(2 * each);
    b.awaitDeliveries(2 * each);
    assertThat(CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])))
        .succeedsWithin(TestNode.PATIENCE);
    assertThat(a.texts()).hasSize(2 * each).isEqualTo(b.texts());
    for (String name : List.of("a", "b")) {
      assertThat(a.texts())
          .filteredOn(text -> text.startsWith(name))
          .isEqualTo(IntStream.range(0, each).mapToObj(i -> name + i).toList());
    }
    assertThat(a.adapter.stats().pending()).isZero();
    assertThat(a.adapter.stats().failed()).isZero();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
