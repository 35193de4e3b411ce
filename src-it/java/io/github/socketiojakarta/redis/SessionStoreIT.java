package io.github.socketiojakarta.redis;

import static io.lettuce.core.protocol.CommandType.DEL;
import static io.lettuce.core.protocol.CommandType.EVAL;
import static io.lettuce.core.protocol.CommandType.GET;
import static io.lettuce.core.protocol.CommandType.GETRANGE;
import static io.lettuce.core.protocol.CommandType.SET;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.SavedSession;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.testing.RedisCluster;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions are saved in a real Redis as Node saves them, and claimed once (WIRE C.9). */
class SessionStoreIT {

  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final Session SESSION =
      new Session("sid", "pid", new LinkedHashSet<>(List.of("sid", "room")), Map.of("k", "v"));

  @AutoClose private static final RedisServer redis = RedisServer.started();

  private final List<TestNode> nodes = new ArrayList<>();

  @BeforeEach
  void emptyRedis() {
    redis.client().flushall();
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(TestNode::close);
  }

  private RedisStreamsAdapter node() {
    TestNode node = TestNode.started(TestNode.options(redis.uri()));
    nodes.add(node);
    return node.adapter;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void savesByteForByteWhatNodeSaves() throws Exception {
    RedisStreamsAdapter adapter = node();
    int saved = 0;
    try (RedisMonitor monitor = new RedisMonitor(redis.port())) {
      for (Map<String, Object> line : WireVectors.read("sessions.jsonl")) {
        if (line.get("value") == null) {
          continue; // nothing may be stored: for the caller to decide
        }
        Map<?, ?> decoded = (Map<?, ?>) WireVectors.plain(line.get("decoded")).orElseThrow()[0];
        Set<String> rooms = new LinkedHashSet<>();
        ((List<?>) decoded.get("rooms")).forEach(room -> rooms.add((String) room));
        Session session =
            new Session(
                (String) line.get("sid"), (String) line.get("pid"), rooms, decoded.get("data"));
        get(adapter.saveSession(session, TWO_MINUTES));
        String key = (String) line.get("key");
        assertThat(redis.client().get(key)).isEqualTo(line.get("value"));
        assertThat(redis.client().pttl(key)).isBetween(60_000L, 120_000L);
        assertThat(monitor.next("SET")).isEqualTo(((List<?>) line.get("commands")).get(0));
        saved++;
      }
    }
    assertThat(saved).isGreaterThan(5);
  }

  @Test
  void findsWhatNodeSavedAndTakesItAway() throws Exception {
    RedisStreamsAdapter adapter = node();
    for (Map<String, Object> line : WireVectors.read("sessions.jsonl")) {
      if (line.get("value") == null) {
        continue;
      }
      String pid = (String) line.get("pid");
      redis.client().set((String) line.get("key"), (String) line.get("value"));
      SavedSession found = get(adapter.findSession(pid)).orElseThrow();
      assertThat(found.session().sid()).isEqualTo(line.get("sid"));
      assertThat(get(adapter.findSession(pid))).contains(found);
      assertThat(get(adapter.claimSession(found))).isTrue();
      assertThat(redis.client().exists((String) line.get("key"))).isZero();
    }
  }

  @Test
  void oneOfTwoClaimantsOnDifferentNodesWins() throws Exception {
    RedisStreamsAdapter one = node();
    RedisStreamsAdapter two = node();
    for (int round = 0; round < 100; round++) {
      get(one.saveSession(SESSION, TWO_MINUTES));
      SavedSession found = get(one.findSession("pid")).orElseThrow();
      SavedSession foundToo = get(two.findSession("pid")).orElseThrow();
      CompletableFuture<Boolean> first = one.claimSession(found).toCompletableFuture();
      CompletableFuture<Boolean> second = two.claimSession(foundToo).toCompletableFuture();
      assertThat(List.of(get(first), get(second))).containsExactlyInAnyOrder(true, false);
      assertThat(get(one.findSession("pid"))).isEmpty();
    }
  }

  @Test
  void doesNotClaimWhatWasReplacedSinceItWasFound() throws Exception {
    RedisStreamsAdapter adapter = node();
    get(adapter.saveSession(SESSION, TWO_MINUTES));
    SavedSession found = get(adapter.findSession("pid")).orElseThrow();
    Session changed = new Session("other", "pid", Set.of(), null);
    get(adapter.saveSession(changed, TWO_MINUTES));
    assertThat(get(adapter.claimSession(found))).isFalse();
    assertThat(get(adapter.findSession("pid")).orElseThrow().session()).isEqualTo(changed);
  }

  @Test
  void forgetsWhenTheTimeIsOver() throws Exception {
    RedisStreamsAdapter adapter = node();
    get(adapter.saveSession(SESSION, TWO_MINUTES));
    SavedSession found = get(adapter.findSession("pid")).orElseThrow();
    get(adapter.saveSession(SESSION, Duration.ofMillis(1)));
    TestNode.await("its end", () -> redis.client().exists("sio:session:pid") == 0);
    assertThat(get(adapter.findSession("pid"))).isEmpty();
    assertThat(get(adapter.claimSession(found))).isFalse();
  }

  @Test
  void usesThePrefixOfItsOptions() throws Exception {
    TestNode node =
        TestNode.started(RedisOptions.builder(redis.uri()).sessionKeyPrefix("mine:").build());
    nodes.add(node);
    get(node.adapter.saveSession(SESSION, TWO_MINUTES));
    assertThat(redis.client().keys("*")).containsExactly("mine:pid");
    assertThat(get(node.adapter.findSession("pid"))).isPresent();
  }

  @Test
  void takesNothingElseForASession() throws Exception {
    RedisStreamsAdapter adapter = node();
    redis.client().set("sio:session:text", "hello");
    redis.client().set("sio:session:empty", "");
    redis.client().lpush("sio:session:list", "hello");
    get(adapter.saveSession(SESSION, TWO_MINUTES));
    redis.client().rename("sio:session:pid", "sio:session:renamed");
    redis.client().setrange("sio:session:huge", SessionStore.MAX_VALUE_BYTES, "x");
    for (String pid :
        List.of("text", "empty", "list", "renamed", "huge", "", "\r\n", "x".repeat(100_000))) {
      assertThat(get(adapter.findSession(pid))).as(pid).isEmpty();
    }
  }

  @Test
  void saysWhichDataCannotBeSaved() throws Exception {
    RedisStreamsAdapter adapter = node();
    Session session = new Session("s", "p", Set.of(), Map.of("user", new Object()));
    assertThatThrownBy(() -> adapter.saveSession(session, TWO_MINUTES))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("data.user");
    Session large = new Session("s", "p", Set.of(), new byte[SessionStore.MAX_VALUE_BYTES]);
    assertThatThrownBy(() -> adapter.saveSession(large, TWO_MINUTES))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("larger");
    assertThat(redis.client().dbsize()).isZero();
  }

  @Test
  void failsWhileRedisIsAwayAndWorksWhenItIsBack() throws Exception {
    try (RedisServer own = RedisServer.create()) {
      own.start();
      try (TestNode node = TestNode.started(TestNode.options(own.uri()))) {
        get(node.adapter.saveSession(SESSION, TWO_MINUTES));
        SavedSession found = get(node.adapter.findSession("pid")).orElseThrow();
        own.stop();
        TestNode.await("the loss", () -> !node.adapter.isReady());
        assertThatThrownBy(() -> get(node.adapter.saveSession(SESSION, TWO_MINUTES)))
            .hasCauseInstanceOf(SocketIoException.class);
        assertThatThrownBy(() -> get(node.adapter.findSession("pid")))
            .hasCauseInstanceOf(SocketIoException.class);
        assertThatThrownBy(() -> get(node.adapter.claimSession(found)))
            .hasCauseInstanceOf(SocketIoException.class);
        own.start();
        TestNode.await("a session that is saved", () -> isSaved(node.adapter));
        assertThat(get(node.adapter.findSession("pid")))
            .map(SavedSession::session)
            .contains(SESSION);
      }
    }
  }

  @Test
  void followsItsKeyThroughARedisCluster() throws Exception {
    try (RedisCluster cluster = RedisCluster.started(3, 0);
        TestNode node =
            TestNode.started(
                RedisOptions.builder(RedisAccess.builder().cluster(cluster.uris()).build())
                    .build())) {
      RedisStreamsAdapter adapter = node.adapter;
      for (int i = 0; i < 20; i++) { // on all servers
        Session session = new Session("sid", "pid" + i, Set.of(), i);
        get(adapter.saveSession(session, TWO_MINUTES));
        assertThat(cluster.ownerOf("sio:session:pid" + i).client().exists("sio:session:pid" + i))
            .isEqualTo(1);
        SavedSession found = get(adapter.findSession("pid" + i)).orElseThrow();
        assertThat(get(adapter.claimSession(found))).isTrue();
      }
      get(adapter.saveSession(SESSION, TWO_MINUTES));
      RedisServer to = cluster.beginMigration("sio:session:pid");
      assertThat(get(adapter.findSession("pid"))).isPresent(); // the old server still has it
      cluster.migrateKey("sio:session:pid", to);
      SavedSession found = get(adapter.findSession("pid")).orElseThrow(); // ASK
      get(adapter.saveSession(SESSION, TWO_MINUTES));
      assertThat(get(adapter.claimSession(found))).isTrue();
      get(adapter.saveSession(SESSION, TWO_MINUTES));
      cluster.endMigration("sio:session:pid", to);
      assertThat(to.client().exists("sio:session:pid")).isEqualTo(1);
      found = get(adapter.findSession("pid")).orElseThrow(); // MOVED
      assertThat(get(adapter.claimSession(found))).isTrue();
      get(adapter.saveSession(SESSION, TWO_MINUTES));
      assertThat(to.client().exists("sio:session:pid")).isEqualTo(1);
    }
  }

  private static boolean isSaved(RedisStreamsAdapter adapter) {
    try {
      get(adapter.saveSession(SESSION, TWO_MINUTES));
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The commands that the documentation names are enough. */
  @Test
  void needsNoMoreRightsThanItSays() throws Exception {
    AclSetuserArgs rights = AclSetuserArgs.Builder.on().addPassword("secret").noCommands();
    rights.keyPattern("sio:session:*");
    for (CommandType command : List.of(SET, GETRANGE, EVAL, GET, DEL)) {
      rights.addCommand(command);
    }
    redis.client().aclSetuser("sessions", rights);
    try (AdapterParts parts = new AdapterParts()) {
      RedisOptions options = RedisOptions.of("redis://sessions:secret@127.0.0.1:" + redis.port());
      try (RedisStreamsAdapter adapter = parts.adapter(options)) {
        adapter.start();
        get(adapter.saveSession(SESSION, TWO_MINUTES));
        SavedSession found = get(adapter.findSession("pid")).orElseThrow();
        assertThat(get(adapter.claimSession(found))).isTrue();
      }
    } finally {
      redis.client().aclDeluser("sessions");
    }
  }
}
