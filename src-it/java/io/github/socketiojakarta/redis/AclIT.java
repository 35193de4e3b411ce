package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.adapter.SavedSession;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.redis.pubsub.Channels;
import io.github.socketiojakarta.redis.pubsub.Subscriptions;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisSentinels;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rights that the README names are enough; what is missing otherwise is said. */
class AclIT {

  private static final String PASSWORD = "secret";

  /** The rule in the README, one word each. */
  private static List<String> rights() throws IOException {
    Matcher rule =
        Pattern.compile("(?s)ACL SETUSER chat on >secret(.*?)```")
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(rule.find()).as("the rule in the README").isTrue();
    return List.of(rule.group(1).replace("\\\n", " ").strip().split("\\s+"));
  }

  private static void user(RedisServer redis, List<String> rights) {
    user(redis.client(), rights);
  }

  private static void user(RedisCommands<String, String> redis, List<String> rights) {
    CommandArgs<String, String> arguments =
        new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add("chat").add("reset");
    arguments.add("on").add(">" + PASSWORD);
    rights.forEach(arguments::add);
    redis.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
  }

  private static RedisOptions.Builder options(RedisAccess.Builder access) {
    return RedisOptions.builder(
            access.username("chat").password(PASSWORD).timeout(Duration.ofSeconds(1)).build())
        .blockTime(Duration.ofMillis(500));
  }

  /** Does all that an adapter can do. */
  private static void doAll(AskNode a, AskNode b) throws Exception {
    int before = b.messages.size();
    a.adapter.publish(TestNode.broadcast("hello", BroadcastOptions.ALL));
    TestNode.await("the broadcast", () -> b.messages.size() > before);
    TestNode.await(
        "two servers", () -> a.adapter.serverCount("/").toCompletableFuture().join() == 2);
    AskNode.Asked asked = a.ask(new ClusterRequest.ServerSideEmit("/", List.of("who"), true));
    TestNode.await("an answer", () -> asked.responses().size() == 1);
    Session session = new Session("sid", "pid", new LinkedHashSet<>(List.of("sid")), Map.of());
    get(a.adapter.saveSession(session, Duration.ofMinutes(1)));
    SavedSession saved = get(b.adapter.findSession("pid")).orElseThrow();
    assertThat(get(b.adapter.claimSession(saved))).isTrue();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  private static List<String> denied(RedisServer redis) {
    List<String> denied = new ArrayList<>();
    redis
        .client()
        .aclLog()
        .forEach(entry -> denied.add(entry.get("reason") + " " + entry.get("object")));
    return denied;
  }

  @Test
  void theRightsOfTheReadmeAreEnough() throws Exception {
    try (RedisServer redis = RedisServer.started()) {
      user(redis, rights());
      for (boolean sharded : List.of(false, true)) {
        RedisOptions options =
            options(RedisAccess.builder().uri(redis.uri())).useShardedPubSub(sharded).build();
        try (Logged log = Logged.of(StreamLog.class);
            AskNode a = AskNode.started("a", options, "/");
            AskNode b = AskNode.started("b", options, "/")) {
          doAll(a, b);
          redis.killClients();
          TestNode.await("a new link", () -> a.adapter.stats().reconnects() > 0);
          a.awaitReady();
          redis.client().flushall(); // its stream went back: looked at from the end
          doAll(a, b);
          assertThat(log.messages()).noneMatch(line -> line.contains("not allowed"));
        }
      }
      assertThat(denied(redis)).isEmpty();
      assertThat(redis.client().clientList()).doesNotContain("name=socketio");
    }
  }

  @Test
  void theRightsOfTheReadmeAreEnoughForAnEmitter() throws Exception {
    Matcher rule =
        Pattern.compile("An emitter needs no more than `([^`]*)`")
            .matcher(Files.readString(Path.of("README.md")).replace("\n", " "));
    assertThat(rule.find()).as("the emitter's rights in the README").isTrue();
    try (RedisServer redis = RedisServer.started();
        AdapterParts parts = new AdapterParts()) {
      user(redis, List.of(rule.group(1).split("\\s+")));
      RedisOptions options = options(RedisAccess.builder().uri(redis.uri())).build();
      try (Logged log = Logged.of(StreamLog.class);
          Emitter emitter = parts.emitter(options)) {
        get(emitter.emit("hello"));
        redis.pause();
        CompletionStage<?> underWay = emitter.emit("hello"); // makes it look into the stream
        TestNode.await("notice", () -> !emitter.isReady());
        redis.resume();
        get(underWay);
        assertThat(redis.client().xlen("socket.io")).isEqualTo(2);
        assertThat(log.messages()).noneMatch(line -> line.contains("not allowed"));
      }
      assertThat(denied(redis)).isEmpty();
    }
  }

  @Test
  void theRightsOfTheReadmeAreEnoughInACluster() throws Exception {
    try (RedisCluster cluster = RedisCluster.started(3, 0)) {
      for (RedisServer server : cluster.servers()) {
        user(server, rights());
      }
      RedisOptions options = options(RedisAccess.builder().cluster(cluster.uris())).build();
      try (AskNode a = AskNode.started("a", options, "/");
          AskNode b = AskNode.started("b", options, "/")) {
        doAll(a, b);
        RedisServer to = cluster.beginMigration("socket.io");
        cluster.migrateKey("socket.io", to);
        doAll(a, b);
        cluster.endMigration("socket.io", to);
        doAll(a, b);
      }
      for (RedisServer server : cluster.servers()) {
        assertThat(denied(server)).isEmpty();
      }
    }
  }

  @Test
  void theRightsOfTheReadmeAreEnoughWithSentinels() throws Exception {
    List<String> atSentinels = List.of("+sentinel|get-master-addr-by-name");
    assertThat(Files.readString(Path.of("README.md"))).contains(atSentinels.get(0));
    try (RedisSentinels redis = RedisSentinels.started(1)) {
      for (RedisServer server : redis.servers()) {
        user(server, rights());
      }
      for (int port : redis.sentinelPorts()) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port)) {
          user(client.connect().sync(), atSentinels);
        }
      }
      RedisOptions options =
          options(
                  RedisAccess.builder()
                      .uri(redis.uri())
                      .sentinelUsername("chat")
                      .sentinelPassword(PASSWORD))
              .build();
      try (AskNode a = AskNode.started("a", options, "/");
          AskNode b = AskNode.started("b", options, "/")) {
        doAll(a, b);
        RedisServer demoted = redis.master();
        redis.failover();
        redis.awaitPromotion(demoted);
        TestNode.await("a new link", () -> a.adapter.stats().reconnects() > 0);
        a.awaitReady();
        b.awaitReady();
        doAll(a, b);
      }
      for (RedisServer server : redis.servers()) {
        assertThat(denied(server)).isEmpty();
      }
    }
  }

  @Test
  void saysWhichRightIsMissing() throws Exception {
    try (RedisServer redis = RedisServer.started()) {
      RedisOptions options = options(RedisAccess.builder().uri(redis.uri())).build();
      for (String command : List.of("xread", "xinfo|stream", "subscribe")) {
        List<String> less = new ArrayList<>(rights());
        assertThat(less.remove("+" + command)).as(command + " is among the rights").isTrue();
        user(redis, less);
        try (Logged log = Logged.of(StreamLog.class, Subscriptions.class, Channels.class);
            TestNode a = new TestNode(options)) {
          a.adapter.start();
          TestNode.await(
              "a word about " + command,
              () ->
                  log.messages().stream()
                      .anyMatch(
                          line -> line.contains("NOPERM") && line.contains("'" + command + "'")));
        }
      }
      List<String> less = new ArrayList<>(rights());
      less.remove("~socket.io*");
      less.add("~other*");
      user(redis, less);
      try (Logged log = Logged.of(StreamLog.class);
          TestNode a = new TestNode(options)) {
        a.adapter.start();
        TestNode.await(
            "a word about keys",
            () -> log.messages().stream().anyMatch(line -> line.contains("NOPERM")));
      }
    }
  }

  @Test
  void aMessageThatMayNotBeWrittenFailsAndSaysWhy() throws Exception {
    try (RedisServer redis = RedisServer.started()) {
      List<String> less = new ArrayList<>(rights());
      less.remove("+xadd");
      user(redis, less);
      RedisOptions options = options(RedisAccess.builder().uri(redis.uri())).build();
      try (TestNode a = TestNode.started(options)) {
        CompletableFuture<?> refused = a.emit("refused");
        assertThat(refused)
            .failsWithin(TestNode.PATIENCE)
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(PublishException.class)
            .havingCause()
            .withMessageContaining("NOPERM")
            .withMessageContaining("'xadd'");
      }
    }
  }

  @Test
  void aWrongPasswordIsSaidButNotRepeated() throws Exception {
    try (RedisServer redis = RedisServer.started()) {
      RedisOptions options = options(RedisAccess.builder().uri(redis.uri())).build();
      try (Logged log = Logged.of(StreamLog.class);
          TestNode a = new TestNode(options)) {
        a.adapter.start();
        TestNode.await(
            "a word about the password",
            () -> log.messages().stream().anyMatch(line -> line.contains("WRONGPASS")));
        assertThat(log.messages()).noneMatch(line -> line.contains(PASSWORD));
      }
    }
  }
}
