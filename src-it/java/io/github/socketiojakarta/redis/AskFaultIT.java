package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.pubsub.ChannelNames;
import io.github.socketiojakarta.redis.pubsub.Members;
import io.github.socketiojakarta.redis.pubsub.Membership;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.KillArgs;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests end, whatever happens to nodes and to Redis. */
class AskFaultIT {

  private static final String PEER = "0123456789abcdef";
  private static final Packet PACKET = new Packet(Packet.Type.EVENT, "/", List.of("question"));

  @AutoClose private final RedisServer redis = RedisServer.create();

  private RedisOptions options() {
    return TestNode.options(redis.uri());
  }

  private RawPeer peer() {
    return new RawPeer(redis.uri(), false, "socket.io#/#", "socket.io#/#" + PEER + "#");
  }

  @Test
  void nodeThatIsKilledDuringACallIsNotWaitedFor() throws Exception {
    redis.start();
    try (AskNode a = AskNode.started("a", options(), "/");
        AskNode b = AskNode.started("b", options(), "/");
        RawPeer peer = peer()) {
      AskNode.Asked asked = a.fetchSockets("/");
      peer.next();
      TestNode.await("b", () -> asked.responses().size() == 1);
      assertThat(asked.call().expected()).isEqualTo(2);
      TestNode.pause(700); // it is alive, and nobody says for how long it may think
      assertThat(asked.call().done().toCompletableFuture()).isNotDone();
      long before = System.nanoTime();
      peer.die();
      assertDone(asked);
      assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(10));
      assertThat(asked.call().expected()).isEqualTo(1);
      assertThat(asked.call().answered()).isEqualTo(1);
      assertThat(asked.responses()).containsExactly(AskNode.sockets("b"));
      assertThat(b.requests).hasSize(1);
    }
  }

  @Test
  void nodeThatHangsIsWaitedForUntilTheCallerGivesUpAndWhatCameWasHandedOver() throws Exception {
    redis.start();
    MessageCodec codec = new MessageCodec(null, false);
    try (AskNode a = AskNode.started("a", options(), "/");
        AskNode b = AskNode.started("b", options(), "/");
        RawPeer peer = peer()) {
      AskNode.Asked asked =
          a.ask(new ClusterRequest.BroadcastWithAck(PACKET, BroadcastOptions.ALL));
      Incoming.Request heard =
          (Incoming.Request) codec.decodeFrame(peer.next().frame()).orElseThrow();
      String id = heard.requestId().orElseThrow();
      String channel = "socket.io#/#" + heard.uid() + "#";
      peer.publish(channel, codec.encodeFrame(PEER, "/", id, new ClusterResponse.ClientCount(2)));
      peer.publish(
          channel, codec.encodeFrame(PEER, "/", id, new ClusterResponse.ClientAnswer("one")));
      TestNode.await("all that comes", () -> asked.responses().size() == 5);
      TestNode.pause(1_500); // longer than it takes to find out who is gone
      assertThat(asked.call().done().toCompletableFuture()).isNotDone();
      assertThat(asked.call().expected()).isEqualTo(2);
      assertThat(asked.call().answered()).isEqualTo(1);
      asked.call().giveUp();
      peer.publish(
          channel, codec.encodeFrame(PEER, "/", id, new ClusterResponse.ClientAnswer("late")));
      assertDone(b.serverSideEmit("/", false, "x"));
      TestNode.await("what came later", () -> a.requests.size() == 1);
      assertThat(asked.responses())
          .hasSize(5)
          .contains(new ClusterResponse.ClientAnswer("one"))
          .doesNotContain(new ClusterResponse.ClientAnswer("late"));
      assertThat(a.adapter.stats().requests()).isEqualTo(1);
      assertThat(a.adapter.stats().requestTimeouts()).isEqualTo(1);
      TestNode.await("late answer counted", () -> a.adapter.stats().lateResponses() == 1);
      assertThat(b.adapter.stats().requestTimeouts()).isZero();
    }
  }

  @Test
  void peerThatHearsThePublicChannelOnlyIsCounted() throws Exception {
    redis.start();
    MessageCodec codec = new MessageCodec(null, false);
    try (AskNode a = AskNode.started("a", options(), "/");
        RawPeer peer = new RawPeer(redis.uri(), false, "socket.io#/#")) {
      AskNode.Asked asked = a.fetchSockets("/");
      Incoming.Request heard =
          (Incoming.Request) codec.decodeFrame(peer.next().frame()).orElseThrow();
      assertThat(asked.call().expected()).isEqualTo(1);
      peer.publish(
          "socket.io#/#" + heard.uid() + "#",
          codec.encodeFrame("nameless", "/", heard.requestId().get(), AskNode.sockets("x")));
      assertDone(asked);
      AskNode.Asked second = a.fetchSockets("/");
      peer.next();
      peer.die();
      assertDone(second);
      assertThat(second.call().expected()).isZero();
    }
  }

  @Test
  void whereChannelsMayNotBeListedNodesAreCounted() {
    redis.start();
    CommandArgs<String, String> user = new CommandArgs<>(StringCodec.UTF8);
    List.of("SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-pubsub|channels")
        .forEach(user::add);
    redis.client().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), user);
    RedisOptions options = TestNode.options("redis://app:secret@127.0.0.1:" + redis.port());
    try (AskNode a = AskNode.started("a", options, "/");
        AskNode b = AskNode.started("b", options, "/");
        AskNode c = AskNode.started("c", options, "/")) {
      AskNode.Asked asked = a.fetchSockets("/");
      assertDone(asked);
      assertThat(asked.responses())
          .containsExactlyInAnyOrder(AskNode.sockets("b"), AskNode.sockets("c"));
      assertThat(b.requests).hasSize(1);
      assertThat(c.requests).hasSize(1);
    }
  }

  @Test
  void subscribesAgainWhenItsConnectionsAreKilled() {
    redis.start();
    try (AskNode a = AskNode.started("a", options(), "/", "/chat");
        AskNode b = AskNode.started("b", options(), "/", "/chat")) {
      for (int i = 0; i < 5; i++) {
        long killed = redis.client().clientKill(KillArgs.Builder.typePubsub());
        assertThat(killed).isEqualTo(2);
        TestNode.await("channels", () -> redis.client().pubsubChannels().size() == 6);
        awaitCount(a, "/", 2);
        awaitCount(a, "/chat", 2);
        a.awaitReady();
        b.awaitReady();
        AskNode.Asked asked = a.fetchSockets("/chat");
        assertDone(asked);
        assertThat(asked.responses()).containsExactly(AskNode.sockets("b"));
      }
      assertThat(a.adapter.stats().resubscriptions()).isEqualTo(5);
      assertThat(b.adapter.stats().resubscriptions()).isEqualTo(5);
    }
  }

  @Test
  void callsFailSoonWithoutRedisAndSucceedWhenItIsBack() {
    redis.start();
    try (AskNode a = AskNode.started("a", options(), "/");
        AskNode b = AskNode.started("b", options(), "/")) {
      redis.stop();
      TestNode.await("the loss", () -> !a.adapter.isReady());
      List<CompletableFuture<?>> failing = new ArrayList<>();
      failing.add(a.fetchSockets("/").call().done().toCompletableFuture());
      failing.add(a.serverSideEmit("/", false, "x").call().done().toCompletableFuture());
      failing.add(a.serverSideEmit("/", true, "x").call().done().toCompletableFuture());
      failing.add(a.adapter.serverCount("/").toCompletableFuture());
      for (CompletableFuture<?> each : failing) {
        assertThat(each)
            .failsWithin(Duration.ofSeconds(5)) // an answer may take 1 s
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(PublishException.class);
      }
      assertThat(a.adapter.stats().requestsFailed()).isEqualTo(3);
      redis.start();
      a.awaitReady();
      b.awaitReady();
      AskNode.Asked asked = a.fetchSockets("/");
      assertDone(asked);
      assertThat(asked.responses()).containsExactly(AskNode.sockets("b"));
      assertThat(b.requests).hasSize(1);
      assertThat(a.adapter.stats().resubscriptions()).isEqualTo(1);
    }
  }

  @Test
  void serverThatHangsIsNoticedAndSubscribedAgainWhenItGoesOn() {
    redis.start();
    try (AskNode a = AskNode.started("a", options(), "/");
        AskNode b = AskNode.started("b", options(), "/")) {
      TestNode.pause(3_500); // several times it is asked whether it is alive
      assertThat(a.adapter.isReady()).isTrue();
      assertThat(a.adapter.stats().resubscriptions()).isZero();
      redis.pause();
      AskNode.Asked asked = a.fetchSockets("/");
      assertThat(asked.call().done().toCompletableFuture())
          .failsWithin(TestNode.PATIENCE)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(PublishException.class);
      TestNode.await("notice", () -> !a.adapter.isReady());
      TestNode.pause(3_000); // the subscriptions are asked every second, and given a second
      redis.resume();
      a.awaitReady();
      b.awaitReady();
      assertThat(a.adapter.stats().resubscriptions()).isEqualTo(1);
      awaitCount(a, "/", 2);
      AskNode.Asked again = a.fetchSockets("/");
      assertDone(again);
      assertThat(again.responses()).containsExactly(AskNode.sockets("b"));
    }
  }

  @Test
  void namespacesComeAndGo() {
    redis.start();
    String[] names = {"/a#b", "/a", "/a*[b]?\\", "/Räume/☕", "/a#0123456789abcde"};
    try (AskNode a = AskNode.started("a", options(), names);
        AskNode b = AskNode.started("b", options())) {
      for (String nsp : names) {
        assertDone(a.fetchSockets(nsp));
        b.register(nsp);
        AskNode.Asked asked = a.fetchSockets(nsp);
        awaitCount(a, nsp, 2);
        AskNode.Asked second = b.fetchSockets(nsp);
        assertDone(asked); // whether b was there in time is not known
        assertDone(second);
        assertThat(second.responses()).containsExactly(AskNode.sockets("a"));
        assertNames(nsp, 2);
      }
      b.awaitReady();
      assertThat(redis.client().pubsubChannels()).hasSize(3 * names.length);
      for (String nsp : names) {
        b.adapter.unregister(nsp);
        awaitCount(a, nsp, 1);
        AskNode.Asked asked = a.fetchSockets(nsp);
        assertDone(asked);
        assertThat(asked.responses()).isEmpty();
      }
      TestNode.await("the end", () -> redis.client().pubsubChannels().size() == 2 * names.length);
      for (int i = 0; i < 200; i++) { // again at once, under another name
        b.register("/a");
        b.adapter.unregister("/a");
      }
      b.register("/a");
      awaitCount(a, "/a", 2);
      b.awaitReady();
      AskNode.Asked asked = b.fetchSockets("/a");
      assertDone(asked);
      assertThat(asked.responses()).containsExactly(AskNode.sockets("a"));
      TestNode.await(
          "no more", () -> redis.client().pubsubChannels().size() == 2 * names.length + 1);
    }
  }

  /** That nodes are known by name, and not only counted. */
  private void assertNames(String nsp, int count) {
    try (AdapterParts parts = new AdapterParts();
        Redis client = Redis.of(options().access(), Optional.empty());
        Commands commands = new Commands(client, parts.timer, Duration.ofSeconds(10))) {
      Membership members =
          new Members(client, commands, new ChannelNames("socket.io"), false)
              .look(nsp, "me")
              .join();
      assertThat(members.uids()).as(nsp).hasSize(count);
      assertThat(members.subscribers()).isEqualTo(count);
    }
  }

  private static void awaitCount(AskNode node, String nsp, int count) {
    TestNode.await(
        count + " nodes in " + nsp,
        () -> {
          try {
            return node.adapter.serverCount(nsp).toCompletableFuture().join() == count;
          } catch (CompletionException e) {
            return false; // Redis is away
          }
        });
  }

  private static void assertDone(AskNode.Asked asked) {
    assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
  }
}
