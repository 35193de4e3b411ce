package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes ask each other, by classic and by sharded PUB/SUB. */
class AskIT {

  private static final Pattern LOOKS =
      Pattern.compile("cmdstat_pubsub\\|(?:shard)?numsub:calls=(\\d+)");
  @AutoClose private static final RedisServer redis = RedisServer.started();

  private static RedisOptions options(boolean sharded) {
    return RedisOptions.builder(redis.uri())
        .channelPrefix("ask-" + sharded)
        .useShardedPubSub(sharded)
        .build();
  }

  @Test
  void asksAndAnswersWhileAllThreadsOfHandlersAreBusy() {
    try (AskNode a = new AskNode("a", withoutShortTasks(), options(false), "/");
        AskNode b = new AskNode("b", withoutShortTasks(), options(false), "/")) {
      a.adapter.start();
      b.adapter.start();
      a.awaitReady();
      b.awaitReady();
      AskNode.Asked sockets = a.fetchSockets("/");
      done(sockets);
      assertThat(sockets.responses()).containsExactly(AskNode.sockets("b"));
    }
  }

  /** A handler may wait for an answer on the last thread there is: short tasks would not run. */
  private static AdapterParts withoutShortTasks() {
    return new AdapterParts(task -> {}, task -> new Thread(task).start());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allOthersAnswer(boolean sharded) {
    try (AskNode a = AskNode.started("a", options(sharded), "/");
        AskNode b = AskNode.started("b", options(sharded), "/");
        AskNode c = AskNode.started("c", options(sharded), "/")) {
      AskNode.Asked sockets = a.fetchSockets("/");
      done(sockets);
      assertThat(sockets.responses())
          .containsExactlyInAnyOrder(AskNode.sockets("b"), AskNode.sockets("c"));
      assertThat(sockets.call().expected()).isEqualTo(2);
      assertThat(sockets.call().answered()).isEqualTo(2);

      AskNode.Asked emit = b.serverSideEmit("/", true, "hello", 1L);
      done(emit);
      assertThat(emit.responses())
          .containsExactlyInAnyOrder(
              new ClusterResponse.ServerAnswer("a"), new ClusterResponse.ServerAnswer("c"));
      assertThat(a.requests)
          .containsExactly(new ClusterRequest.ServerSideEmit("/", List.of("hello", 1L), true));

      Packet packet = new Packet(Packet.Type.EVENT, "/", List.of("question"));
      AskNode.Asked broadcast =
          c.ask(new ClusterRequest.BroadcastWithAck(packet, BroadcastOptions.ALL));
      done(broadcast);
      assertThat(broadcast.responses())
          .containsExactlyInAnyOrder(
              new ClusterResponse.ClientCount(2),
              new ClusterResponse.ClientCount(2),
              new ClusterResponse.ClientAnswer("a1"),
              new ClusterResponse.ClientAnswer("a2"),
              new ClusterResponse.ClientAnswer("b1"),
              new ClusterResponse.ClientAnswer("b2"));
      assertThat(a.adapter.serverCount("/")).succeedsWithin(TestNode.PATIENCE).isEqualTo(3);
      assertThat(a.adapter.serverCount("/x")).succeedsWithin(TestNode.PATIENCE).isEqualTo(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersOfManyClientsAtOnceAllArriveInTheirOrder(boolean sharded) {
    int clients = 20_000;
    try (AskNode a = AskNode.started("a", options(sharded), "/");
        AskNode b = AskNode.started("b", options(sharded), "/")) {
      b.behaviour =
          (request, reply) -> {
            reply.accept(new ClusterResponse.ClientCount(clients));
            for (int i = 0; i < clients; i++) {
              reply.accept(new ClusterResponse.ClientAnswer((long) i));
            }
          };
      Packet packet = new Packet(Packet.Type.EVENT, "/", List.of("question"));
      long before = System.nanoTime();
      AskNode.Asked asked =
          a.ask(new ClusterRequest.BroadcastWithAck(packet, BroadcastOptions.ALL));
      done(asked);
      System.out.println(
          clients + " answers in " + (System.nanoTime() - before) / 1_000_000 + " ms");
      assertThat(asked.responses().subList(1, clients + 1))
          .isEqualTo(
              LongStream.range(0, clients).mapToObj(ClusterResponse.ClientAnswer::new).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyCallsAtOnceShareTheirLooks(boolean sharded) {
    int count = 2_000;
    try (AskNode a = AskNode.started("a", options(sharded), "/");
        AskNode b = AskNode.started("b", options(sharded), "/")) {
      redis.client().configResetstat();
      long before = System.nanoTime();
      List<AskNode.Asked> asked = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        asked.add(a.serverSideEmit("/", true, "hello", (long) i));
      }
      asked.forEach(AskIT::done);
      System.out.println(count + " calls in " + (System.nanoTime() - before) / 1_000_000 + " ms");
      asked.forEach(
          each ->
              assertThat(each.responses())
                  .containsExactly(new ClusterResponse.ServerAnswer(b.name)));
      Matcher looks = LOOKS.matcher(redis.client().info("commandstats"));
      assertThat(looks.find()).isTrue();
      assertThat(Integer.parseInt(looks.group(1))).isLessThan(count / 2);
      assertThat(b.requests)
          .as("in the order of asking")
          .extracting(request -> ((ClusterRequest.ServerSideEmit) request).data().get(1))
          .isEqualTo(LongStream.range(0, count).boxed().toList());
    }
  }

  private static void done(AskNode.Asked asked) {
    CompletionStage<Void> done = asked.call().done();
    assertThat(done.toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
  }
}
