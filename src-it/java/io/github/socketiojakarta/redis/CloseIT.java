package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.testing.RedisServer;
import io.netty.util.internal.InternalThreadLocalMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Closing writes what can be written and leaves nothing behind. */
class CloseIT {

  @AutoClose private final RedisServer redis = RedisServer.create();

  @Test
  void closeLeavesNoThreadsAndNoThreadLocals() throws Exception {
    redis.start();
    Set<Thread> before = LiveThreads.now();
    ExecutorService caller = Executors.newSingleThreadExecutor(); // new: nothing lies on its thread
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      assertThat(caller.submit(() -> startPublishAndClose(reader)).get(60, SECONDS)).isNull();
      assertThat(reader.submit(InternalThreadLocalMap::getIfSet).get(60, SECONDS)).isNull();
    } finally {
      caller.shutdown();
      reader.shutdown();
    }
    assertThat(caller.awaitTermination(30, SECONDS)).isTrue();
    assertThat(reader.awaitTermination(30, SECONDS)).isTrue();
    LiveThreads.awaitNoMoreThan(before);
  }

  /** What Netty has left on the calling thread in the end. */
  private InternalThreadLocalMap startPublishAndClose(ExecutorService reader) throws Exception {
    try (AdapterParts parts = new AdapterParts(reader);
        RedisStreamsAdapter adapter = parts.adapter(TestNode.options(redis.uri()))) {
      adapter.register("/", (message, offset) -> {});
      adapter.start();
      adapter
          .publish(TestNode.broadcast("x", BroadcastOptions.ALL))
          .toCompletableFuture()
          .get(30, SECONDS);
    }
    return InternalThreadLocalMap.getIfSet();
  }

  @Test
  void closeAfterQuestionsAndAnswersLeavesNoThreadsNoThreadLocalsAndNoSubscriptions()
      throws Exception {
    redis.start();
    Set<Thread> before = LiveThreads.now();
    ExecutorService caller = Executors.newSingleThreadExecutor(); // new: nothing lies on its thread
    ExecutorService shortTasks = Executors.newSingleThreadExecutor();
    ExecutorService reader = Executors.newFixedThreadPool(2); // two adapters
    try {
      assertThat(caller.submit(() -> askAndClose(shortTasks, reader)).get(60, SECONDS)).isNull();
      assertThat(shortTasks.submit(InternalThreadLocalMap::getIfSet).get(60, SECONDS)).isNull();
    } finally {
      caller.shutdown();
      shortTasks.shutdown();
      reader.shutdown();
    }
    assertThat(caller.awaitTermination(30, SECONDS)).isTrue();
    assertThat(shortTasks.awaitTermination(30, SECONDS)).isTrue();
    assertThat(reader.awaitTermination(30, SECONDS)).isTrue();
    Set<Thread> left = LiveThreads.now();
    left.removeAll(before);
    assertThat(left).isEmpty();
    TestNode.await("no subscriptions", () -> redis.client().pubsubChannels().isEmpty());
  }

  /** What Netty has left on the calling thread in the end. */
  private InternalThreadLocalMap askAndClose(ExecutorService shortTasks, ExecutorService reader)
      throws Exception {
    Adapter.Listener answering =
        new Adapter.Listener() {
          @Override
          public void onMessage(ClusterMessage message, Optional<Offset> offset) {}

          @Override
          public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
            reply.accept(new ClusterResponse.ServerAnswer("here"));
          }
        };
    ClusterCall open;
    try (AdapterParts parts = new AdapterParts(shortTasks, reader);
        RedisStreamsAdapter a = parts.adapter(TestNode.options(redis.uri()));
        RedisStreamsAdapter b = parts.adapter(TestNode.options(redis.uri()))) {
      for (RedisStreamsAdapter adapter : List.of(a, b)) {
        adapter.register("/", answering);
        adapter.register("/silent", (message, offset) -> {});
        adapter.start();
        TestNode.await("ready", adapter::isReady);
      }
      List<ClusterResponse> responses = new CopyOnWriteArrayList<>();
      ClusterRequest request = new ClusterRequest.ServerSideEmit("/", List.of("x"), true);
      a.ask(request, responses::add).done().toCompletableFuture().get(30, SECONDS);
      assertThat(responses).containsExactly(new ClusterResponse.ServerAnswer("here"));
      assertThat(a.serverCount("/").toCompletableFuture().get(30, SECONDS)).isEqualTo(2);
      open = a.ask(new ClusterRequest.ServerSideEmit("/silent", List.of("x"), true), r -> {});
      TestNode.await("the other", () -> open.expected() == 1);
    }
    // Failed, or done because the other one was gone: in any case it ends.
    TestNode.await("the end of the call", () -> open.done().toCompletableFuture().isDone());
    return InternalThreadLocalMap.getIfSet();
  }

  @Test
  void closeLeavesNoThreadsIfTheExecutorHadNoneForTheStream() {
    Set<Thread> before = LiveThreads.now();
    try (AdapterParts parts = new AdapterParts(CloseIT::refuse)) {
      RedisStreamsAdapter adapter = parts.adapter(TestNode.options(redis.uri()));
      assertThatThrownBy(adapter::start).isInstanceOf(RejectedExecutionException.class);
      adapter.close();
    }
    LiveThreads.awaitNoMoreThan(before);
  }

  private static void refuse(Runnable task) {
    throw new RejectedExecutionException("no thread for " + task);
  }

  @Test
  void closeWritesWhatWasPublished() {
    redis.start();
    TestNode node = TestNode.started(TestNode.options(redis.uri()));
    for (int i = 0; i < 500; i++) {
      node.emit("m" + i);
    }
    node.close();
    assertThat(redis.client().xlen("socket.io")).isEqualTo(500);
    assertThat(node.deliveries).hasSize(500);
  }

  @Test
  void closeWithoutRedisFailsWhatWaitsSoonAndTakesNoMore() {
    TestNode node = new TestNode(TestNode.options(redis.uri()));
    node.adapter.start();
    CompletableFuture<?> waiting = node.emit("x");
    long before = System.nanoTime();
    node.close();
    assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(20));
    assertThat(waiting)
        .failsWithin(TestNode.PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(PublishException.class);
    assertThatThrownBy(() -> node.emit("y")).isInstanceOf(PublishException.class);
    assertThat(node.adapter.isReady()).isFalse();
    node.close();
  }
}
