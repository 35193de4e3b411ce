package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.redis.pubsub.ChannelNames;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.redis.wire.Payload;
import io.github.socketiojakarta.testing.RedisServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Receivers do not care whether something comes by the stream or by a channel (WIRE C.4). */
class EitherWayIT {

  private static final String PEER = "0123456789abcdef";
  @AutoClose private static final RedisServer redis = RedisServer.started();

  @Test
  void requestByTheStreamIsAnsweredByTheChannel() throws Exception {
    try (AskNode ours = AskNode.started("ours", RedisOptions.of(redis.uri()), "/");
        AdapterParts parts = new AdapterParts();
        RawPeer peer = new RawPeer(redis.uri(), false, "socket.io#/#" + PEER + "#")) {
      MessageCodec codec = new MessageCodec(parts.json, false);
      ClusterRequest request = new ClusterRequest.FetchSockets("/", BroadcastOptions.ALL);
      redis
          .client()
          .xadd("socket.io", codec.encode(PEER, "/", Payload.of(Optional.of("id"), request)));
      RawPeer.Heard heard = peer.next();
      Incoming.Response said = (Incoming.Response) codec.decodeFrame(heard.frame()).orElseThrow();
      assertThat(said.requestId()).isEqualTo("id");
      assertThat(said.response()).isEqualTo(AskNode.sockets("ours"));
      assertThat(ours.requests).containsExactly(request);
    }
  }

  @Test
  void responseByTheStreamIsTaken() throws Exception {
    try (AskNode ours = AskNode.started("ours", RedisOptions.of(redis.uri()), "/");
        AdapterParts parts = new AdapterParts();
        RawPeer peer =
            new RawPeer(redis.uri(), false, "socket.io#/#", "socket.io#/#" + PEER + "#")) {
      MessageCodec codec = new MessageCodec(parts.json, false);
      AskNode.Asked asked = ours.serverSideEmit("/", true, "x");
      Incoming.Request heard =
          (Incoming.Request) codec.decodeFrame(peer.next().frame()).orElseThrow();
      ClusterResponse response = new ClusterResponse.ServerAnswer("by the stream");
      redis
          .client()
          .xadd(
              "socket.io",
              codec.encode(PEER, "/", Payload.of(heard.requestId().orElseThrow(), response)));
      assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
      assertThat(asked.responses()).containsExactly(response);
    }
  }

  @Test
  void messagesByTheChannelAreAppliedButHaveNoOffset() {
    try (AskNode ours = AskNode.started("ours", RedisOptions.of(redis.uri()), "/");
        AdapterParts parts = new AdapterParts();
        RawPeer peer = new RawPeer(redis.uri(), false)) {
      MessageCodec codec = new MessageCodec(parts.json, false);
      int count = 0;
      for (Map<String, Object> line : WireVectors.read("stream-entries.jsonl")) {
        Map<String, String> fields = fields(line);
        if (!"/".equals(fields.get("nsp"))
            || !(codec.decode(fields).orElse(null) instanceof Incoming.Message message)) {
          continue;
        }
        Payload payload = Payload.of(message.message());
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", (long) payload.type());
        frame.put("data", payload.data());
        frame.put("uid", PEER);
        frame.put("nsp", "/");
        peer.publish("socket.io#/#", MsgPack.write(frame));
        count++;
        int wanted = count;
        TestNode.await("message " + line.get("id"), () -> ours.messages.size() == wanted);
        assertThat(codec.encode("", ours.messages.get(count - 1)))
            .isEqualTo(codec.encode("", message.message()));
      }
      assertThat(count).isGreaterThan(20);
      assertThat(ours.offsets).hasSize(count).allMatch(Optional::isEmpty);
    }
  }

  @Test
  void whatIsNotForThisNamespaceOrComesFromThisNodeIsIgnored() {
    try (AskNode ours = AskNode.started("ours", RedisOptions.of(redis.uri()), "/", "/chat");
        RawPeer peer = new RawPeer(redis.uri(), false)) {
      MessageCodec codec = new MessageCodec(null, false);
      String own =
          redis.client().pubsubChannels("socket.io#/#????????????????#").stream()
              .map(channel -> new ChannelNames("socket.io").uid("/", channel).orElseThrow())
              .findFirst()
              .orElseThrow();
      ClusterRequest chat = new ClusterRequest.ServerSideEmit("/chat", List.of("x"), false);
      ClusterRequest main = new ClusterRequest.ServerSideEmit("/", List.of("x"), false);
      ClusterRequest last = new ClusterRequest.ServerSideEmit("/", List.of("last"), false);
      peer.publish("socket.io#/#", codec.encodeFrame(PEER, Optional.empty(), chat));
      peer.publish("socket.io#/#", codec.encodeFrame(own, Optional.empty(), main));
      peer.publish("socket.io#/#", codec.encodeFrame(PEER, Optional.empty(), last));
      TestNode.await("the last", () -> ours.requests.contains(last));
      assertThat(ours.requests).containsExactly(last);
    }
  }

  private static Map<String, String> fields(Map<String, Object> line) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (line.get("fields") instanceof List<?> pairs) {
      for (Object field : pairs) {
        List<?> pair = (List<?>) field;
        fields.put((String) pair.get(0), (String) pair.get(1));
      }
    }
    return fields;
  }
}
