package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Entries that are removed before they were read are noticed and counted (contract, point 4). */
class HoleIT {

  @AutoClose private final RedisServer redis = RedisServer.started();

  @Test
  void streamTrimmedPastAStoppedReaderIsAHoleOfExactlyWhatIsMissing() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      emit(b, 0, 20);
      a.awaitDeliveries(20);
      a.hold();
      emit(b, 20, 1_000);
      b.awaitDeliveries(1_000);
      redis.client().xtrim("socket.io", 150);
      a.release();
      AdapterEvent.Hole hole = a.awaitEvent(AdapterEvent.Hole.class);
      List<CompletableFuture<?>> own = emit(a, 1_000, 1_010);
      emit(b, 1_010, 1_020);
      TestNode.await("the last", () -> a.texts().contains("m1019"));
      b.awaitDeliveries(1_020);

      List<Integer> read = numbers(a);
      assertThat(read).doesNotHaveDuplicates();
      assertThat(a.deliveries).extracting(TestNode.Delivery::offset).isSorted();
      assertThat(read.subList(read.size() - 170, read.size()))
          .as("what was not trimmed")
          .isEqualTo(numbers(b).subList(850, 1_020));
      assertThat(hole.stream()).isEqualTo("socket.io");
      assertThat(hole.missed()).hasValue(1_020 - read.size());
      int gap = IntStream.range(1, read.size()).filter(i -> read.get(i) != i).findFirst().orElse(0);
      assertThat(hole.before()).isGreaterThanOrEqualTo(a.deliveries.get(gap).offset());
      assertThat(hole.after()).isLessThanOrEqualTo(a.deliveries.get(gap - 1).offset());
      assertThat(a.adapter.stats().holes()).isEqualTo(1);
      assertThat(a.adapter.stats().missed()).isEqualTo(1_020 - read.size());
      assertThat(a.adapter.stats().epochStart()).isEqualTo(hole.before());
      assertThat(own).allSatisfy(done -> assertThat(done).succeedsWithin(TestNode.PATIENCE));
      assertSound(b, a.events(AdapterEvent.StreamRestarted.class));
    }
  }

  @Test
  void ownMessagesInTheHoleAreDeliveredAllTheSame() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 10);
      a.awaitDeliveries(10);
      a.hold();
      redis.client().xadd("socket.io", java.util.Map.of("not", "ours"));
      List<CompletableFuture<?>> own = emit(a, 10, 200);
      TestNode.await("a stopped reader", () -> a.deliveries.size() >= 11);
      List<CompletableFuture<?>> more = emit(a, 200, 300);
      redis.client().xtrim("socket.io", 0);
      a.release();
      own.addAll(more);
      assertThat(CompletableFuture.allOf(own.toArray(new CompletableFuture<?>[0])))
          .succeedsWithin(TestNode.PATIENCE);
      assertThat(numbers(a)).containsExactly(range(0, 300));
    }
  }

  @Test
  void entryDeletedUnreadIsAHoleOfOne() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      a.hold();
      emit(b, 0, 1);
      a.awaitDeliveries(1);
      emit(b, 1, 2); // this one the read under way has
      b.awaitDeliveries(2);
      emit(b, 2, 10);
      b.awaitDeliveries(10);
      Offset deleted = b.deliveries.get(7).offset();
      redis.client().xdel("socket.io", deleted.toString());
      a.release();
      AdapterEvent.Hole hole = a.awaitEvent(AdapterEvent.Hole.class);
      assertThat(hole.missed()).hasValue(1);
      assertThat(hole.after()).isLessThan(deleted);
      assertThat(hole.before()).isGreaterThan(deleted);
      emit(b, 10, 20);
      a.awaitDeliveries(19);
      assertThat(numbers(a)).isSorted().doesNotHaveDuplicates().doesNotContain(7).hasSize(19);
      assertSound(b, a.events(AdapterEvent.StreamRestarted.class));
    }
  }

  @Test
  void entryDeletedAfterItWasReadIsNoHole() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      emit(a, 0, 10);
      a.awaitDeliveries(10);
      redis.client().xdel("socket.io", a.deliveries.get(9).offset().toString());
      redis.client().xdel("socket.io", a.deliveries.get(4).offset().toString());
      TestNode.pause(2_000); // several audits
      emit(a, 10, 20);
      a.awaitDeliveries(20);
      redis.client().xtrim("socket.io", 0);
      TestNode.pause(1_500);
      emit(a, 20, 30);
      a.awaitDeliveries(30);
      TestNode.pause(1_500);
      assertSound(a, List.of());
      assertThat(a.events(AdapterEvent.Disconnected.class)).isEmpty();
    }
  }

  @Test
  void shortStreamOfLargeEntriesIsReadOrSaidToBeMissing() {
    String large = "x".repeat(100_000);
    RedisOptions options =
        RedisOptions.builder(redis.uri()).maxLen(10).blockTime(Duration.ofMillis(500)).build();
    try (TestNode a = TestNode.started(options);
        TestNode b = TestNode.started(options)) {
      for (int round = 0; round < 3; round++) {
        int from = round * 100;
        a.hold();
        IntStream.range(from, from + 100).forEach(i -> b.emit(i + large));
        TestNode.await("all from b", () -> contains(b, from + 99));
        a.release();
        TestNode.await("the last", () -> contains(a, from + 99));
      }
      TestNode.await("all counted", () -> a.adapter.stats().missed() + a.deliveries.size() == 300);
      assertThat(a.adapter.stats().holes()).isBetween(1L, 300L);
      assertThat(numbers(a)).isSorted().doesNotHaveDuplicates();
      assertThat(numbers(b)).containsExactly(range(0, 300));
      assertThat(redis.client().xlen("socket.io")).isLessThanOrEqualTo(12);
    }
  }

  @Test
  void nothingIsSaidWhileAllIsWell() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 2_000; i++) {
          done.add(a.emit("a" + (round * 2_000 + i)));
          done.add(b.emit("b" + (round * 2_000 + i)));
          if (i % 400 == 399) {
            TestNode.pause(20);
          }
        }
        TestNode.await("room", () -> a.adapter.stats().pending() < 5_000);
        TestNode.await("room", () -> b.adapter.stats().pending() < 5_000);
        if (round % 2 == 1) {
          redis.killClients();
        }
      }
      assertThat(CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])))
          .succeedsWithin(TestNode.PATIENCE);
      a.awaitDeliveries(40_000);
      b.awaitDeliveries(40_000);
      assertThat(a.texts()).hasSize(40_000).doesNotHaveDuplicates().isEqualTo(b.texts());
      TestNode.pause(1_500);
      assertSound(a, List.of());
      assertSound(b, List.of());
      assertThat(a.adapter.stats().lag()).isZero();
      assertThat(a.events(AdapterEvent.Connected.class))
          .hasSize(1 + a.events(AdapterEvent.Disconnected.class).size());
    }
  }

  private static boolean contains(TestNode node, int number) {
    return node.texts().stream().anyMatch(text -> number(text) == number);
  }

  private static void assertSound(TestNode node, List<?> restarts) {
    assertThat(node.events(AdapterEvent.Hole.class)).isEmpty();
    assertThat(node.events(AdapterEvent.StreamRestarted.class)).isEmpty();
    assertThat(restarts).isEmpty();
    assertThat(node.adapter.stats().holes()).isZero();
    assertThat(node.adapter.stats().missed()).isZero();
    assertThat(node.adapter.stats().restarts()).isZero();
    assertThat(node.adapter.stats().epochStart()).isEqualTo(Offset.ZERO);
  }

  private static List<CompletableFuture<?>> emit(TestNode node, int from, int to) {
    List<CompletableFuture<?>> done = new ArrayList<>();
    IntStream.range(from, to).forEach(i -> done.add(node.emit("m" + i)));
    return done;
  }

  private static List<Integer> numbers(TestNode node) {
    return node.texts().stream().map(HoleIT::number).toList();
  }

  private static int number(String text) {
    return Integer.parseInt(text.replaceAll("[^0-9]", ""));
  }

  private static Integer[] range(int from, int to) {
    return IntStream.range(from, to).boxed().toArray(Integer[]::new);
  }
}
