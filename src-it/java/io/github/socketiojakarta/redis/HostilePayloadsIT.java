package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.testing.RedisServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whatever comes by PUB/SUB, nobody is harmed. */
class HostilePayloadsIT {

  private static final String PUBLIC = "socket.io#/#";
  private static final Pattern CALLS = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");
  @AutoClose private static final RedisServer redis = RedisServer.started();

  @Test
  void tenThousandHostilePayloadsHarmNobody() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("seed of the hostile payloads: " + seed);
    Random random = new Random(seed);
    RedisOptions options = RedisOptions.of(redis.uri());
    try (AskNode a = AskNode.started("a", options, "/");
        AskNode b = AskNode.started("b", options, "/");
        RawPeer peer = new RawPeer(redis.uri(), false)) {
      List<String> channels = redis.client().pubsubChannels("socket.io#/#*");
      assertThat(channels).hasSize(3);
      List<byte[]> recorded = recorded();
      for (int round = 0; round < 20; round++) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          frames.add(hostile(random, recorded));
        }
        peer.publishAll(channels.get(round % channels.size()), frames);
        AskNode.Asked asked = (round % 2 == 0 ? a : b).fetchSockets("/");
        assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
        assertThat(asked.responses()).contains(AskNode.sockets(round % 2 == 0 ? "b" : "a"));
      }
      assertThat(a.adapter.isReady()).isTrue();
      assertThat(b.adapter.isReady()).isTrue();
      assertThat(a.adapter.stats().payloadsSkipped()).isPositive();
      assertThat(b.adapter.stats().payloadsSkipped()).isPositive();
      assertThat(a.adapter.stats().payloadsDropped()).isZero();
      assertThat(a.adapter.stats().resubscriptions()).isZero();

      TestNode.await("quiet", () -> commandsInASecond() < 20);
    }
  }

  @Test
  void listenerThatThrowsMissesNothingElse() throws Exception {
    RedisOptions options = RedisOptions.builder(redis.uri()).channelPrefix("throwing").build();
    try (AskNode a = AskNode.started("a", options, "/");
        AskNode b = AskNode.started("b", options, "/")) {
      List<AdapterEvent> events = new CopyOnWriteArrayList<>();
      b.adapter.onEvent(events::add);
      b.behaviour =
          (request, reply) -> {
            if (b.requests.size() < 3) {
              throw new StackOverflowError("as of a listener that recurses");
            }
            reply.accept(AskNode.sockets("b"));
          };
      for (int i = 0; i < 2; i++) {
        a.fetchSockets("/");
      }
      AskNode.Asked third = a.fetchSockets("/");
      assertThat(third.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
      assertThat(b.adapter.stats().payloadsSkipped()).isEqualTo(2);
      TestNode.await("the event", () -> !events.isEmpty());
      assertThat(events.get(0))
          .isInstanceOfSatisfying(
              AdapterEvent.EntrySkipped.class,
              event -> {
                assertThat(event.source()).isEqualTo("throwing#/#");
                assertThat(event.reason()).contains("StackOverflowError");
              });
    }
  }

  /** More than a node has room for, while it is busy: some are dropped, and it goes on. */
  @Test
  void floodOverABusyListenerIsBounded() throws Exception {
    RedisOptions options = RedisOptions.builder(redis.uri()).channelPrefix("flood").build();
    redis.client().configSet("client-output-buffer-limit", "pubsub 0 0 0"); // a slow machine's
    MessageCodec codec = new MessageCodec(null, false);
    byte[] frame =
        codec.encodeFrame(
            "0123456789abcdef",
            Optional.empty(),
            new ClusterRequest.ServerSideEmit("/", List.of("x".repeat(10_000)), false));
    CountDownLatch busy = new CountDownLatch(1);
    LongAdder taken = new LongAdder();
    try (AdapterParts parts = new AdapterParts();
        RedisStreamsAdapter adapter = parts.adapter(options);
        RawPeer peer = new RawPeer(redis.uri(), false)) {
      adapter.register(
          "/",
          new Adapter.Listener() {
            @Override
            public void onMessage(ClusterMessage message, Optional<Offset> offset) {}

            @Override
            public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
              taken.increment();
              try {
                busy.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
      adapter.start();
      TestNode.await("ready", adapter::isReady);
      for (int i = 0; i < 15; i++) {
        List<byte[]> frames = new ArrayList<>();
        for (int j = 0; j < 1_000; j++) {
          frames.add(frame);
        }
        peer.publishAll("flood#/#", frames);
      }
      TestNode.await(
          "the last payload read from Redis",
          () -> redis.client().clientList().lines().noneMatch(HostilePayloadsIT::isBehind));
      busy.countDown();
      TestNode.await("those that found room", () -> taken.sum() >= 6_000);
      TestNode.pause(500);
      long before = taken.sum();
      assertThat(before).isLessThan(9_000); // what 64 MiB hold, and what was on its way then
      peer.publish("flood#/#", frame);
      TestNode.await("the next", () -> taken.sum() == before + 1);
      assertThat(before + adapter.stats().payloadsDropped()).isEqualTo(15_000);
      assertThat(adapter.isReady()).isTrue();
    }
  }

  /** Whether a client has not yet read all that it is sent. */
  private static boolean isBehind(String client) {
    return client.contains(" sub=1 ") && !client.contains(" omem=0 ");
  }

  /** Commands of both nodes, without those of this test. */
  private static long commandsInASecond() {
    long before = commands();
    TestNode.pause(1_000);
    return commands() - before;
  }

  private static long commands() {
    long sum = 0;
    Matcher matcher = CALLS.matcher(redis.client().info("commandstats"));
    while (matcher.find()) {
      if (!matcher.group(1).equals("info")) {
        sum += Long.parseLong(matcher.group(2));
      }
    }
    return sum;
  }

  private static List<byte[]> recorded() {
    List<byte[]> frames = new ArrayList<>();
    for (Map<String, Object> line : WireVectors.read("pubsub.jsonl")) {
      for (Object message : (List<?>) line.get("messages")) {
        String hex = (String) ((Map<?, ?>) message).get("payloadHex");
        frames.add(HexFormat.of().parseHex(hex));
      }
    }
    return frames;
  }

  private static byte[] hostile(Random random, List<byte[]> recorded) {
    byte[] good = recorded.get(random.nextInt(recorded.size())).clone();
    return switch (random.nextInt(6)) {
      case 0 -> { // noise
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        yield noise;
      }
      case 1 -> Arrays.copyOf(good, random.nextInt(good.length)); // broken off
      case 2 -> { // some bytes changed
        for (int i = random.nextInt(4); i >= 0; i--) {
          good[random.nextInt(good.length)] = (byte) random.nextInt();
        }
        yield good;
      }
      case 3 -> MsgPack.write(lie(random));
      case 4 -> deep(random.nextInt(100_000));
      default -> good; // what nobody has asked for, or what is asked by somebody who is gone
    };
  }

  /** A map that looks like a frame, with things where they do not belong. */
  private static Map<String, Object> lie(Random random) {
    List<Object> things = new ArrayList<>(Arrays.asList(null, 1L, -1L, 1e300, true, "", "/"));
    things.addAll(
        List.of("x".repeat(70_000), new byte[10], List.of(), Map.of(), List.of(Map.of())));
    things.add(Map.of("packet", List.of("x"), "requestId", "0123456789abcdef", "opts", "x"));
    Map<String, Object> opts = new LinkedHashMap<>();
    for (String key : List.of("rooms", "except", "flags")) {
      opts.put(key, things.get(random.nextInt(things.size())));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    for (String key : List.of("packet", "requestId", "sockets", "clientCount", "rooms", "close")) {
      if (random.nextBoolean()) {
        data.put(key, things.get(random.nextInt(things.size())));
      }
    }
    data.put("opts", random.nextInt(3) == 0 ? things.get(random.nextInt(things.size())) : opts);
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", random.nextInt(10) == 0 ? 1e18 : (long) random.nextInt(16));
    frame.put("data", random.nextInt(5) == 0 ? things.get(random.nextInt(things.size())) : data);
    frame.put("uid", random.nextInt(3) == 0 ? things.get(random.nextInt(things.size())) : "uid");
    frame.put("nsp", random.nextInt(5) == 0 ? things.get(random.nextInt(things.size())) : "/");
    return frame;
  }

  private static byte[] deep(int depth) {
    byte[] nested = new byte[depth + 1];
    Arrays.fill(nested, (byte) 0x91); // an array of one
    nested[depth] = (byte) 0xc0;
    return nested;
  }
}
