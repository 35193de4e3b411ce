package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.redis.net.CommandException;
import io.github.socketiojakarta.redis.net.CommandLane;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.internal.InternalThreadLocalMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single commands reach Redis in order, and fail in time when they do not. */
class CommandsIT {

  private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

  private final ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
  private final WheelTimer timer = new WheelTimer(scheduled);
  private RedisServer server;
  private Redis redis;
  private Commands commands;

  @BeforeEach
  void make() {
    server = RedisServer.create();
    redis = Redis.of(RedisAccess.of(server.uri()), Optional.empty());
    commands = new Commands(redis, timer, ANSWER_TIME);
  }

  @AfterEach
  void close() {
    commands.close();
    redis.close();
    timer.close();
    scheduled.shutdownNow();
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<String> set(String key, String value) {
    return commands.atOwner(key, redis -> redis.set(key, bytes(value)));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, SECONDS);
  }

  @Test
  void keepsTheOrderFromTheFirstCommandOn() throws Exception {
    server.start();
    awaitWorking(); // the first connection of a JVM takes long
    commands.close();
    commands = new Commands(redis, timer, ANSWER_TIME);
    List<String> expected = new ArrayList<>();
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      byte[] value = bytes(Integer.toString(i));
      expected.add(Integer.toString(i));
      answers.add(commands.atOwner("list", redis -> redis.rpush("list", value)));
    }
    assertThat(get(answers.get(1999))).isEqualTo(2000);
    assertThat(server.client().lrange("list", 0, -1)).isEqualTo(expected);
    assertThat(server.client().clientList().lines()).hasSize(2); // one of ours, and who asks
  }

  @Test
  void failsAtOnceWithoutRedisAndWorksWhenItIsBack() throws Exception {
    assertThatThrownBy(() -> get(set("a", "1")))
        .hasCauseInstanceOf(CommandException.class)
        .hasMessageContaining("127.0.0.1:" + server.port() + " is out of reach");
    server.start();
    awaitWorking();
    server.stop();
    assertThatThrownBy(
            () -> {
              while (true) {
                get(set("a", "1"));
              }
            })
        .hasCauseInstanceOf(CommandException.class);
    server.start();
    awaitWorking();
  }

  private void awaitWorking() {
    TestNode.await(
        "a command that works",
        () -> {
          try {
            return get(set("a", "1")).equals("OK");
          } catch (ExecutionException e) {
            return false;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void doesNotWaitForEverForAHangingServer() throws Exception {
    server.start();
    awaitWorking();
    server.pause();
    try {
      assertThatThrownBy(() -> get(set("a", "2")))
          .hasCauseInstanceOf(CommandException.class)
          .hasMessageContaining("no answer within PT2S");
    } finally {
      server.resume();
    }
    awaitWorking();
  }

  @Test
  void passesOnWhatRedisRefuses() throws Exception {
    server.start();
    awaitWorking();
    get(set("text", "1"));
    assertThatThrownBy(() -> get(commands.atOwner("text", redis -> redis.llen("text"))))
        .hasCauseInstanceOf(CommandException.class)
        .hasMessageContaining("WRONGTYPE");
    assertThat(get(set("text", "2"))).isEqualTo("OK");
  }

  @Test
  void goesToTheSuccessorOfAServerThatIsMasterNoMore() throws Exception {
    server.start();
    awaitWorking();
    try (RedisServer successor = RedisServer.started()) {
      server.client().replicaof("127.0.0.1", successor.port());
      Redis moving = new MovingRedis(redis, server.uri(), successor.uri());
      try (Commands own = new Commands(moving, timer, ANSWER_TIME)) {
        String answer = get(own.atOwner("b", redis -> redis.set("b", bytes("1"))));
        assertThat(answer).isEqualTo("OK");
        assertThat(successor.client().get("b")).isEqualTo("1");
      }
    }
  }

  @Test
  void boundsWhatWaits() {
    server.start();
    server.pause();
    try {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i <= CommandLane.MAX_PENDING; i++) {
        answers.add(set("a", "1"));
      }
      assertThatThrownBy(() -> answers.get(CommandLane.MAX_PENDING).getNow(null))
          .hasMessageContaining("wait for");
      assertThat(answers.get(0)).isNotDone();
    } finally {
      server.resume();
    }
  }

  @Test
  void failsWhatIsUnderWayWhenClosed() {
    server.start();
    server.pause();
    try {
      CompletableFuture<String> answer = set("a", "1");
      commands.close();
      assertThatThrownBy(() -> get(answer)).hasCauseInstanceOf(CommandException.class);
      assertThatThrownBy(() -> get(set("a", "1")))
          .hasCauseInstanceOf(CommandException.class)
          .hasMessageContaining("closed");
    } finally {
      server.resume();
    }
  }

  @Test
  void leavesNothingOnThreadsOfTheContainer() throws Exception {
    server.start();
    awaitWorking();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<String> first = new CompletableFuture<>();
      Object left =
          caller
              .submit(
                  () -> {
                    get(set("a", "1"));
                    set("a", "2").thenAccept(first::complete);
                    return InternalThreadLocalMap.getIfSet();
                  })
              .get(30, SECONDS);
      assertThat(left).isNull();
      assertThat(get(first)).isEqualTo("OK");
    } finally {
      caller.shutdown();
      assertThat(caller.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Knows of the successor when told to look again. */
  private static final class MovingRedis implements Redis {

    private final Redis redis;
    private final String successor;
    private volatile String owner;

    MovingRedis(Redis redis, String owner, String successor) {
      this.redis = redis;
      this.owner = owner;
      this.successor = successor;
    }

    @Override
    public CompletableFuture<RedisURI> ownerOf(String key) {
      return CompletableFuture.completedFuture(RedisURI.create(owner));
    }

    @Override
    public CompletableFuture<List<RedisURI>> servers() {
      return ownerOf("").thenApply(List::of);
    }

    @Override
    public CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisURI server) {
      return redis.connect(server);
    }

    @Override
    public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub(
        RedisURI server) {
      return redis.connectPubSub(server);
    }

    @Override
    public void refresh() {
      owner = successor;
    }

    @Override
    public void close() {}
  }
}
