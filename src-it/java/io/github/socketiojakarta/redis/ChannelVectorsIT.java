package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests and responses as Node's adapter sends them, byte for byte, each way; a peer plays Node
 * with what was recorded.
 */
class ChannelVectorsIT {

  private static final Map<RedisOptions, AskNode> NODES = new HashMap<>();
  private static RedisServer redis;

  /** A recorded request, and what was answered. */
  record Vector(
      String id,
      boolean sharded,
      String channel,
      byte[] request,
      String requester,
      List<byte[]> responses,
      String responder,
      Incoming.Request decoded) {
    @Override
    public String toString() {
      return id;
    }

    RedisOptions options() {
      return RedisOptions.builder(redis.uri())
          .channelPrefix(channel.substring(0, channel.indexOf('#')))
          .useShardedPubSub(sharded)
          .build();
    }

    String privateChannel(String uid) {
      return channel + uid + "#";
    }
  }

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.started();
  }

  @AfterAll
  static void stopRedis() {
    NODES.values().forEach(AskNode::close);
    NODES.clear();
    redis.close();
  }

  /** A node of ours with these options, alone in the namespace. */
  private static AskNode ours(Vector vector) {
    AskNode ours =
        NODES.computeIfAbsent(
            vector.options(),
            options -> AskNode.started("ours", options, "/", "/chat", "/orders/eu"));
    ours.requests.clear();
    TestNode.await("alone", () -> count(ours, vector) == 1);
    return ours;
  }

  private static int count(AskNode ours, Vector vector) {
    return ours.adapter.serverCount(vector.decoded.nsp()).toCompletableFuture().join();
  }

  static Stream<Vector> vectors() {
    List<Vector> vectors = new ArrayList<>();
    try (AdapterParts parts = new AdapterParts()) {
      MessageCodec codec = new MessageCodec(parts.json, false);
      for (Map<String, Object> line : WireVectors.read("pubsub.jsonl")) {
        List<?> messages = (List<?>) line.get("messages");
        for (int i = 0; i < messages.size(); i++) {
          String channel = (String) ((Map<?, ?>) messages.get(i)).get("channel");
          byte[] frame = frame(messages.get(i));
          Incoming.Request request = (Incoming.Request) codec.decodeFrame(frame).orElseThrow();
          List<byte[]> responses = new ArrayList<>();
          String responder = "fedcba9876543210"; // where nobody answered
          while (i + 1 < messages.size()
              && codec.decodeFrame(frame(messages.get(i + 1))).orElseThrow()
                  instanceof Incoming.Response response) {
            responses.add(frame(messages.get(++i)));
            responder = response.uid();
          }
          vectors.add(
              new Vector(
                  (String) line.get("id"),
                  line.get("profile").equals("sharded"),
                  channel,
                  frame,
                  request.uid(),
                  responses,
                  responder,
                  request));
        }
      }
    }
    assertThat(vectors).hasSizeGreaterThan(20);
    return vectors.stream();
  }

  private static byte[] frame(Object message) {
    return HexFormat.of().parseHex((String) ((Map<?, ?>) message).get("payloadHex"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void weAnswerWhatNodeAsks(Vector vector) throws Exception {
    AskNode ours = ours(vector);
    try (RawPeer node =
        new RawPeer(redis.uri(), vector.sharded, vector.privateChannel(vector.requester))) {
      MessageCodec codec = new MessageCodec(null, false);
      ours.behaviour =
          (request, reply) ->
              vector.responses.forEach(frame -> reply.accept(response(codec, frame)));
      node.publish(vector.channel, vector.request);
      TestNode.await("the request", () -> ours.requests.size() == 1);
      assertThat(vector.decoded.request().getClass()).isEqualTo(ours.requests.get(0).getClass());
      for (byte[] expected : vector.responses) {
        RawPeer.Heard heard = node.next();
        Incoming.Response said = (Incoming.Response) codec.decodeFrame(heard.frame()).orElseThrow();
        assertThat(said.uid()).matches("[0-9a-f]{16}").isNotEqualTo(vector.responder);
        assertThat(heard.frame()).isEqualTo(replace(expected, vector.responder, said.uid()));
        assertThat(heard.channel()).isEqualTo(vector.privateChannel(vector.requester));
      }
      assertThat(node.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void nodeAnswersWhatWeAsk(Vector vector) throws Exception {
    AskNode ours = ours(vector);
    try (RawPeer node =
        new RawPeer(
            redis.uri(), vector.sharded, vector.channel, vector.privateChannel(vector.responder))) {
      MessageCodec codec = new MessageCodec(null, false);
      AskNode.Asked asked = ours.ask(vector.decoded.request());
      RawPeer.Heard heard = node.next();
      Incoming.Request said = (Incoming.Request) codec.decodeFrame(heard.frame()).orElseThrow();
      assertThat(heard.channel()).isEqualTo(vector.channel);
      assertThat(said.uid()).matches("[0-9a-f]{16}");
      byte[] expected = replace(vector.request, vector.requester, said.uid());
      if (vector.decoded.requestId().isEmpty()) {
        assertThat(heard.frame()).isEqualTo(expected);
        assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
        return;
      }
      String id = said.requestId().orElseThrow();
      assertThat(id).matches("[0-9a-f]{16}");
      assertThat(heard.frame()).isEqualTo(replace(expected, vector.decoded.requestId().get(), id));
      List<ClusterResponse> wanted = new ArrayList<>();
      for (byte[] response : vector.responses) {
        byte[] ofThisRequest = replace(response, vector.decoded.requestId().get(), id);
        node.publish(vector.privateChannel(said.uid()), ofThisRequest);
        wanted.add(response(codec, response));
      }
      TestNode.await("all", () -> asked.responses().size() == wanted.size());
      assertThat(asked.responses()).usingRecursiveComparison().isEqualTo(wanted);
      assertThat(asked.call().expected()).isEqualTo(1);
      boolean complete = !vector.responses.isEmpty() && !vector.id.equals("ps-006");
      if (complete) {
        assertThat(asked.call().done().toCompletableFuture()).succeedsWithin(TestNode.PATIENCE);
      }
      assertThat(asked.call().answered()).isEqualTo(complete ? 1 : 0);
    }
  }

  private static ClusterResponse response(MessageCodec codec, byte[] frame) {
    return ((Incoming.Response) codec.decodeFrame(frame).orElseThrow()).response();
  }

  /** Ids are of one length: nothing else of a frame changes. */
  private static byte[] replace(byte[] frame, String id, String by) {
    String text = new String(frame, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(id);
    return text.replace(id, by).getBytes(StandardCharsets.ISO_8859_1);
  }
}
