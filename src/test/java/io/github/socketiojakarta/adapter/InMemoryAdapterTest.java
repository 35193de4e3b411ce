package io.github.socketiojakarta.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.protocol.Packet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InMemoryAdapterTest {

  private final InMemoryAdapter adapter = new InMemoryAdapter();

  private static ClusterMessage.Broadcast event(String nsp, Object data) {
    return new ClusterMessage.Broadcast(
        new Packet(Packet.Type.EVENT, nsp, List.of("e", data)), BroadcastOptions.ALL);
  }

  private static Object dataOf(ClusterMessage message) {
    return ((List<?>) ((ClusterMessage.Broadcast) message).packet().data()).get(1);
  }

  @Test
  void writerReachesTheOneNodeWithMessagesAndEvents() {
    List<Object> heard = new ArrayList<>();
    adapter.register(
        "/",
        new Adapter.Listener() {
          @Override
          public void onMessage(ClusterMessage message, Optional<Offset> offset) {
            heard.add(message);
          }

          @Override
          public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
            heard.add(request);
            throw new IllegalStateException("must not be the writer's affair");
          }
        });
    adapter.start();
    ClusterWriter writer = adapter.writer();
    var event = new ClusterRequest.ServerSideEmit("/", List.of("reload"), false);

    Offset first = writer.publish(event("/", 1)).toCompletableFuture().join().orElseThrow();
    Offset second = writer.publish(event).toCompletableFuture().join().orElseThrow();
    writer.publish(new ClusterRequest.ServerSideEmit("/elsewhere", List.of("x"), false));

    assertThat(heard).containsExactly(event("/", 1), event);
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void writerIsAsReadyAndAsClosedAsTheAdapter() {
    ClusterWriter writer = adapter.writer();
    assertThat(writer.isReady()).isFalse();
    adapter.start();
    writer.close();
    assertThat(writer.isReady()).isTrue();
    adapter.close();
    var event = new ClusterRequest.ServerSideEmit("/", List.of("x"), false);
    assertThatThrownBy(() -> writer.publish(event)).isInstanceOf(PublishException.class);
    assertThatThrownBy(() -> writer.publish(event("/", 1))).isInstanceOf(PublishException.class);
  }

  @Test
  void isReadyBetweenStartAndClose() {
    assertThat(adapter.isReady()).isFalse();
    adapter.start();
    assertThat(adapter.isReady()).isTrue();
    adapter.close();
    assertThat(adapter.isReady()).isFalse();
  }

  @Test
  void isNoCluster() {
    assertThat(adapter.isCluster()).isFalse();
  }

  @Test
  void deliversOnThePublishingThreadBeforePublishReturns() {
    List<Thread> threads = new ArrayList<>();
    adapter.register("/", (message, offset) -> threads.add(Thread.currentThread()));

    CompletionStage<Optional<Offset>> done = adapter.publish(event("/", 1));

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(done.toCompletableFuture()).isCompletedWithValueMatching(Optional::isPresent);
  }

  @Test
  void deliversToItsNamespaceOnly() {
    List<Object> here = new ArrayList<>();
    List<Object> there = new ArrayList<>();
    adapter.register("/here", (message, offset) -> here.add(dataOf(message)));
    adapter.register("/there", (message, offset) -> there.add(dataOf(message)));

    adapter.publish(event("/here", 1));
    adapter.publish(event("/nowhere", 2));

    assertThat(here).containsExactly(1);
    assertThat(there).isEmpty();
  }

  @Test
  void offsetsGrowWhileTheClockStandsStill() {
    InMemoryAdapter frozen =
        new InMemoryAdapter(Clock.fixed(Instant.ofEpochMilli(5), ZoneOffset.UTC));
    List<String> offsets = new ArrayList<>();
    frozen.register("/", (message, offset) -> offsets.add(offset.orElseThrow().toString()));

    for (int i = 0; i < 3; i++) {
      frozen.publish(event("/", i));
    }

    assertThat(offsets).containsExactly("5-0", "5-1", "5-2");
  }

  @Test
  void whatAListenerPublishesFollowsTheMessageItIsBusyWith() {
    List<Object> log = new ArrayList<>();
    List<CompletionStage<Optional<Offset>>> inner = new ArrayList<>();
    adapter.register(
        "/",
        (message, offset) -> {
          log.add("begin " + dataOf(message));
          if (dataOf(message).equals("a")) {
            inner.add(adapter.publish(event("/", "b")));
            assertThat(inner.get(0).toCompletableFuture()).isNotDone();
          }
          log.add("end " + dataOf(message));
        });

    adapter.publish(event("/", "a"));

    assertThat(log).containsExactly("begin a", "end a", "begin b", "end b");
    assertThat(inner.get(0).toCompletableFuture()).isCompleted();
  }

  @Test
  void aFailingListenerDoesNotStopWhatFollows() {
    AtomicInteger calls = new AtomicInteger();
    adapter.register(
        "/",
        (message, offset) -> {
          calls.incrementAndGet();
          throw new IllegalStateException("for the test");
        });

    adapter.publish(event("/", 1));
    CompletionStage<Optional<Offset>> second = adapter.publish(event("/", 2));

    assertThat(calls).hasValue(2);
    assertThat(second.toCompletableFuture()).isCompleted();
  }

  @Test
  void refusesASecondListenerUntilTheFirstIsUnregistered() {
    adapter.register("/", (message, offset) -> {});
    assertThatThrownBy(() -> adapter.register("/", (message, offset) -> {}))
        .isInstanceOf(IllegalStateException.class);
    adapter.unregister("/");
    adapter.unregister("/");
    adapter.register("/", (message, offset) -> {});
  }

  @Test
  void refusesMessagesOnceClosed() {
    adapter.close();
    assertThatThrownBy(() -> adapter.publish(event("/", 1))).isInstanceOf(PublishException.class);
  }

  @Test
  void manyThreadsSeeOneOrderAndKeepTheirOwn() throws Exception {
    int threads = 4;
    int each = 2000;
    List<int[]> seen = new ArrayList<>(); // not synchronized on purpose: one call at a time
    List<Offset> offsets = new ArrayList<>();
    adapter.register(
        "/",
        (message, offset) -> {
          seen.add((int[]) dataOf(message));
          offsets.add(offset.orElseThrow());
        });
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch go = new CountDownLatch(1);
    for (int t = 0; t < threads; t++) {
      int thread = t;
      pool.execute(
          () -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              return;
            }
            for (int i = 0; i < each; i++) {
              adapter.publish(event("/", new int[] {thread, i}));
            }
          });
    }
    go.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    assertThat(seen).hasSize(threads * each);
    int[] next = new int[threads];
    for (int[] one : seen) {
      assertThat(one[1]).isEqualTo(next[one[0]]++);
    }
    assertThat(offsets).doesNotHaveDuplicates().isSorted();
  }
}
