package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of messages that Redis does not want to write. */
class RefusedIT {

  private static final List<String> TEN = IntStream.range(0, 10).mapToObj(i -> "m" + i).toList();

  @AutoClose private static final RedisServer redis = RedisServer.started();

  @Test
  void waitWhileThereIsNoMemoryThenComeInOrder() throws Exception {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      redis.client().configSet("maxmemory", "1");
      List<CompletableFuture<?>> done = TEN.stream().<CompletableFuture<?>>map(a::emit).toList();
      TestNode.pause(300);
      assertThat(done).noneMatch(CompletableFuture::isDone);
      assertThat(a.emitVolatile("now").get(30, SECONDS)).as("volatile does not wait").isEmpty();
      assertThat(a.adapter.isReady()).isTrue();
      redis.client().configSet("maxmemory", "0");
      b.awaitDeliveries(10);
      a.awaitDeliveries(11);
      assertThat(b.texts()).isEqualTo(TEN);
      assertThat(a.texts().subList(1, 11)).isEqualTo(TEN);
    } finally {
      redis.client().configSet("maxmemory", "0");
    }
  }

  @Test
  void waitWhileTheServerIsAReplicaThenComeInOrder() {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()));
        TestNode b = TestNode.started(TestNode.options(redis.uri()))) {
      redis.client().replicaof("127.0.0.1", 1); // nobody is there
      TEN.forEach(a::emit);
      TestNode.await("notice", () -> a.adapter.stats().reconnects() > 0);
      redis.client().replicaofNoOne();
      b.awaitDeliveries(10);
      a.awaitDeliveries(10);
      assertThat(b.texts()).isEqualTo(TEN);
      assertThat(a.texts()).isEqualTo(TEN);
    } finally {
      redis.client().replicaofNoOne();
    }
  }

  @Test
  void failWhenTheyAreRefusedForGood() throws Exception {
    try (TestNode a = TestNode.started(TestNode.options(redis.uri()))) {
      redis.client().aclSetuser("default", new AclSetuserArgs().removeCommand(CommandType.XADD));
      CompletableFuture<?> refused = a.emit("refused");
      assertThat(refused)
          .failsWithin(TestNode.PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(PublishException.class);
      redis.client().aclSetuser("default", new AclSetuserArgs().addCommand(CommandType.XADD));
      assertThat(a.emit("taken").get(30, SECONDS)).isPresent();
      assertThat(a.texts()).containsExactly("taken");
      assertThat(a.adapter.stats().failed()).isEqualTo(1);
      assertThat(a.adapter.stats().pending()).isZero();
    } finally {
      redis.client().aclSetuser("default", new AclSetuserArgs().addCommand(CommandType.XADD));
    }
  }
}
