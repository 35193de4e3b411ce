package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.server.TestServer.Joined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BroadcastTest {

  private final InMemoryAdapter adapter = new InMemoryAdapter();
  private final TestServer server = new TestServer(ServerOptions.DEFAULTS, adapter, Runnable::run);
  private final Namespace quiet = server.io.of("/quiet");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void reachesUnionsWithoutExceptions() {
    Joined one = server.join("/quiet");
    Joined two = server.join("/quiet");
    one.socket().join("a");
    one.socket().join("b");
    two.socket().join("b");

    quiet.to("a").to("b").emit("union", 1);
    quiet.except("a").emit("noA", 2);
    one.socket().broadcast().emit("bc", new byte[] {7});
    quiet.to("a").except("b").emit("none");
    one.socket().to("b").emit("tob");
    quiet.in("zz").emit("nobody");
    quiet.emit("all");

    assertThat(one.client().frames())
        .containsExactly("42/quiet,[\"union\",1]", "42/quiet,[\"all\"]");
    assertThat(two.client().frames())
        .containsExactly(
            "42/quiet,[\"union\",1]",
            "42/quiet,[\"noA\",2]",
            "451-/quiet,[\"bc\",{\"_placeholder\":true,\"num\":0}]",
            "#07",
            "42/quiet,[\"tob\"]",
            "42/quiet,[\"all\"]");
  }

  @Test
  void staysInItsNamespace() {
    Joined here = server.join("/quiet");
    Joined there = server.join("/");
    there.socket().join("a");
    quiet.to("a").emit("x");
    quiet.emit("y");
    assertThat(there.client().frames()).isEmpty();
    assertThat(here.client().frames()).containsExactly("42/quiet,[\"y\"]");
  }

  @Test
  void aSocketsOwnRoomIsItsId() {
    Joined one = server.join("/quiet");
    server.join("/quiet");
    quiet.to(one.socket().id()).emit("private");
    assertThat(one.client().frames()).containsExactly("42/quiet,[\"private\"]");
  }

  @Test
  void operatorsDoNotChange() {
    Joined one = server.join("/quiet");
    one.socket().join("a");
    BroadcastOperator everyone = quiet.local();
    everyone.to("nobody").except("a").asVolatile();
    everyone.emit("x");
    assertThat(one.client().frames()).containsExactly("42/quiet,[\"x\"]");
  }

  @Test
  void passesThroughTheAdapterWithItsOptions() {
    List<ClusterMessage> published = new ArrayList<>();
    adapter.unregister("/quiet");
    adapter.register("/quiet", (message, offset) -> published.add(message));

    quiet
        .to("b", "a")
        .except("c")
        .timeout(Duration.ofSeconds(1))
        .asVolatile()
        .compress(false)
        .emit("x", 1, List.of("y"));
    quiet.local().emit("stays here");

    BroadcastOptions options =
        new BroadcastOptions(
            Set.of("a", "b"),
            Set.of("c"),
            Map.of("timeout", 1000L, "volatile", true, "compress", false));
    assertThat(published)
        .containsExactly(
            new ClusterMessage.Broadcast(
                new Packet(Packet.Type.EVENT, "/quiet", List.of("x", 1L, List.of("y"))), options));
    assertThat(published.get(0).options().rooms()).containsExactly("b", "a");
    assertThat(published.get(0).options().flags())
        .containsOnlyKeys("timeout", "volatile", "compress");
  }

  @Test
  void theSenderComesFirstAmongTheExceptions() {
    List<ClusterMessage> published = new ArrayList<>();
    Joined one = server.join("/quiet");
    adapter.unregister("/quiet");
    adapter.register("/quiet", (message, offset) -> published.add(message));
    one.socket().to("r").except("q").emit("x");
    assertThat(published.get(0).options().except()).containsExactly(one.socket().id(), "q");
  }

  @Test
  void completesWithItsOffsetAndALocalOneWithout() {
    CompletionStage<Optional<Offset>> first = quiet.emit("x");
    CompletionStage<Optional<Offset>> second = quiet.emit("x");
    assertThat(second.toCompletableFuture().join().orElseThrow())
        .isGreaterThan(first.toCompletableFuture().join().orElseThrow());
    assertThat(quiet.local().emit("x").toCompletableFuture().join()).isEmpty();
  }

  @Test
  void aVolatileBroadcastIsDroppedForThoseWhoAreBusy() {
    Joined busy = server.join("/quiet");
    Joined idle = server.join("/quiet");
    busy.client().stall();
    busy.socket().emit("in flight");
    quiet.asVolatile().emit("v");
    busy.client().resume();
    assertThat(busy.client().frames()).containsExactly("42/quiet,[\"in flight\"]");
    assertThat(idle.client().frames()).containsExactly("42/quiet,[\"v\"]");
  }

  @Test
  void makesSocketsJoinAndLeaveAndDisconnect() {
    Joined one = server.join("/quiet");
    Joined two = server.join("/quiet");
    one.socket().join("a");

    quiet.in("a").socketsJoin("b", "c");
    quiet.socketsJoin("d");
    assertThat(one.socket().rooms()).containsExactly(one.socket().id(), "a", "b", "c", "d");
    assertThat(two.socket().rooms()).containsExactly(two.socket().id(), "d");

    quiet.local().socketsLeave("b", "d");
    assertThat(one.socket().rooms()).containsExactly(one.socket().id(), "a", "c");

    quiet.in("c").disconnectSockets(false);
    assertThat(one.client().frames()).containsExactly("41/quiet,");
    assertThat(one.socket().connected()).isFalse();
    assertThat(one.client().isClosed()).isFalse();
    assertThat(two.socket().connected()).isTrue();

    quiet.local().disconnectSockets(true);
    assertThat(two.client().frames()).containsExactly("41/quiet,");
    assertThat(two.client().isClosed()).isTrue();
  }

  @Test
  void whatAnotherNodeSentAndCannotBeWrittenIsSkipped() {
    Joined one = server.join("/quiet");
    Map<String, Object> odd = new HashMap<>();
    odd.put("thread", Thread.currentThread());
    adapter.publish(
        new ClusterMessage.Broadcast(
            new Packet(Packet.Type.EVENT, "/quiet", List.of("odd", odd)), BroadcastOptions.ALL));
    quiet.emit("next");
    assertThat(one.client().frames()).containsExactly("42/quiet,[\"next\"]");
  }

  @Test
  void aMessageThatIsNotTakenFailsLoudly() {
    adapter.close();
    assertThatThrownBy(() -> quiet.emit("x")).isInstanceOf(PublishException.class);
    assertThatThrownBy(() -> quiet.socketsJoin("x")).isInstanceOf(PublishException.class);
  }

  @Test
  void roomNamesMustNotBeNull() {
    assertThatThrownBy(() -> quiet.to("a", null)).isInstanceOf(NullPointerException.class);
    Joined one = server.join("/quiet");
    assertThatThrownBy(() -> one.socket().join((String) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void everyClientSeesTheSameOrderAndEachSendersOwn() throws Exception {
    int senders = 3;
    int each = 300;
    List<Joined> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(server.join("/quiet"));
    }
    ExecutorService pool = Executors.newFixedThreadPool(senders);
    CountDownLatch go = new CountDownLatch(1);
    for (int s = 0; s < senders; s++) {
      int sender = s;
      pool.submit(
          () -> {
            go.await();
            for (int i = 0; i < each; i++) {
              quiet.emit("n", sender, i);
            }
            return null;
          });
    }
    go.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    List<String> order = clients.get(0).client().frames();
    assertThat(order).hasSize(senders * each);
    for (int s = 0; s < senders; s++) {
      int sender = s;
      List<String> own =
          order.stream().filter(frame -> frame.startsWith("42/quiet,[\"n\"," + sender)).toList();
      for (int i = 0; i < each; i++) {
        assertThat(own.get(i)).isEqualTo("42/quiet,[\"n\"," + sender + "," + i + "]");
      }
    }
    for (Joined client : clients.subList(1, clients.size())) {
      assertThat(client.client().frames()).isEqualTo(order);
    }
  }

  @Test
  void attachmentsStayTogetherWhenManyThreadsEmit() throws Exception {
    Joined one = server.join("/quiet");
    ExecutorService pool = Executors.newFixedThreadPool(3);
    for (int t = 0; t < 3; t++) {
      byte[] mark = {(byte) t, (byte) t};
      pool.execute(
          () -> {
            for (int i = 0; i < 200; i++) {
              one.socket().emit("bytes" + mark[0], mark, mark);
            }
          });
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    List<String> frames = one.client().frames();
    assertThat(frames).hasSize(3 * 3 * 200);
    for (int i = 0; i < frames.size(); i += 3) {
      String mark = frames.get(i).replaceAll(".*bytes(\\d).*", "$1");
      assertThat(frames.get(i + 1)).isEqualTo("#0" + mark + "0" + mark);
      assertThat(frames.get(i + 2)).isEqualTo(frames.get(i + 1));
    }
  }
}
