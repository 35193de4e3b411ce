package io.github.socketiojakarta.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.SavedSession;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.RedisStreamsAdapter;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client may leave a node of ours and return to one of Node, and the other way round. */
class NodeSessionIT {

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  private static Map<String, Object> data(String user) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("user", user);
    data.put("numbers", List.of(1L, -7L, 1.5, 4294967296L));
    data.put("bytes", new byte[] {1, 2, -1});
    data.put("date", Instant.parse("2023-11-14T22:13:20.123Z"));
    data.put("none", null);
    return data;
  }

  private static ClusterMessage broadcast(String text) {
    return new ClusterMessage.Broadcast(
        new Packet(Packet.Type.EVENT, "/", Arrays.asList("hello", text)), BroadcastOptions.ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "ioredis"})
  void sessionsGoFromOneKindOfNodeToTheOther(String client) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
    try (RedisServer redis = RedisServer.started();
        JsonbCodec json = new JsonbCodec();
        WheelTimer timer = new WheelTimer(scheduled);
        RedisStreamsAdapter adapter =
            new RedisStreamsAdapter(
                RedisOptions.of(redis.uri()), json, executor, executor, timer)) {
      adapter.register("/", (message, offset) -> {});
      adapter.start();
      Offset offset = get(adapter.publish(broadcast("seen"))).orElseThrow();
      Session session =
          new Session(
              "java-sid",
              "java-pid",
              new LinkedHashSet<>(List.of("java-sid", "room", "日本")),
              data("bob"),
              Map.of("nsp", "/"));
      get(adapter.saveSession(session, Duration.ofMinutes(2)));
      get(adapter.publish(broadcast("missed")));

      Tools.runNodeTests(
          "session.test.js",
          "session-" + client,
          Map.of(
              "REDIS", redis.uri(),
              "CLIENT", client,
              "PID", session.pid(),
              "OFFSET", offset.toString()));

      assertThat(get(adapter.findSession("java-pid"))).isEmpty();
      SavedSession found = get(adapter.findSession("node-java-pid")).orElseThrow();
      assertThat(found.session().sid()).isEqualTo("node-sid");
      assertThat(found.session().rooms()).containsExactly("node-sid", "room");
      assertThat(found.session().data()).usingRecursiveComparison().isEqualTo(data("ann"));
      assertThat(get(adapter.claimSession(found))).isTrue();
      assertThat(redis.client().keys("sio:session:*")).isEmpty();
    } finally {
      executor.shutdownNow();
      scheduled.shutdownNow();
    }
  }
}
