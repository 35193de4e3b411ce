package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {

  private static final JsonbCodec JSON = new JsonbCodec();
  private static final MessageCodec CODEC = new MessageCodec(JSON, false);
  private static final MessageCodec PLAINTEXT = new MessageCodec(JSON, true);

  @AfterAll
  static void close() {
    JSON.close();
  }

  private static ClusterMessage message(Map<String, String> fields) {
    return ((Incoming.Message) CODEC.decode(fields).orElseThrow()).message();
  }

  @Test
  void passesOverTypesThatNobodyActsOn() {
    for (String type : List.of("1", "2", "13", "99", "0", "999999999999")) {
      assertThat(CODEC.decode(Map.of("nsp", "/", "type", type, "data", "?"))).isEmpty();
    }
  }

  @Test
  void writesBytesAsNodesBuffersWhenOnlyPlaintextIsAllowed() {
    ClusterMessage message =
        broadcast(List.of("x", new byte[] {1, -1}, Map.of("a", List.of(new byte[0]))));
    assertThat(PLAINTEXT.encode("u", message).get("data"))
        .isEqualTo(
            "{\"packet\":{\"type\":2,\"data\":[\"x\",{\"type\":\"Buffer\",\"data\":[1,255]},"
                + "{\"a\":[{\"type\":\"Buffer\",\"data\":[]}]}]},"
                + "\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}");
  }

  private static ClusterMessage broadcast(List<?> data) {
    return new ClusterMessage.Broadcast(
        new Packet(Packet.Type.EVENT, "/", data), BroadcastOptions.ALL);
  }

  @Test
  void writesFieldsAndFlagsInTheirOrder() {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("volatile", true);
    flags.put("timeout", 100);
    flags.put("compress", false);
    ClusterMessage message =
        new ClusterMessage.SocketsJoin(
            "/chat",
            new BroadcastOptions(new LinkedHashSet<>(List.of("b", "a")), Set.of("c"), flags),
            new LinkedHashSet<>(List.of("z", "y")));
    Map<String, String> fields = CODEC.encode("0123456789abcdef", message);
    assertThat(fields.toString())
        .isEqualTo(
            "{uid=0123456789abcdef, nsp=/chat, type=4, data={\"opts\":{\"rooms\":[\"b\",\"a\"],"
                + "\"except\":[\"c\"],\"flags\":{\"volatile\":true,\"timeout\":100,"
                + "\"compress\":false}},\"rooms\":[\"z\",\"y\"]}}");
    assertThat(message(fields)).isInstanceOf(ClusterMessage.SocketsJoin.class);
  }

  @Test
  void failsLoudlyOnDataThatCannotBeWritten() {
    Object deep = new byte[1];
    for (int i = 0; i < 100; i++) {
      deep = List.of(deep);
    }
    ClusterMessage message = broadcast(List.of("x", deep));
    assertThatThrownBy(() -> CODEC.encode("u", message)).isInstanceOf(SocketIoException.class);
  }

  @Test
  void toleratesStrangersWhereNodeDoes() {
    Map<String, String> fields = new HashMap<>();
    fields.put("type", " 3x");
    fields.put("nsp", "/");
    fields.put("extra", "1");
    fields.put(
        "data",
        "{\"more\":1,\"opts\":{\"rooms\":[5,\"a\"],\"other\":2},"
            + "\"packet\":{\"nsp\":\"/else\",\"data\":[\"e\"],\"type\":2,\"id\":null}}");
    assertThat(message(fields))
        .isEqualTo(
            new ClusterMessage.Broadcast(
                new Packet(Packet.Type.EVENT, "/", List.of("e")),
                new BroadcastOptions(new LinkedHashSet<>(List.of("5", "a")), Set.of(), Map.of())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " {}",
        "{",
        "{}",
        "[]",
        "!!!",
        "null",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]}}",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":null}",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":\"a\"}}",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[{}]}}",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"flags\":[]}}",
        "{\"packet\":{\"type\":2,\"data\":[]},\"opts\":{}}",
        "{\"packet\":{\"type\":2},\"opts\":{}}",
        "{\"packet\":{\"type\":0,\"data\":[\"e\"]},\"opts\":{}}",
        "{\"packet\":{\"data\":[\"e\"]},\"opts\":{}}",
        "{\"packet\":{\"type\":2,\"data\":[\"e\"],\"id\":\"x\"},\"opts\":{}}",
        "{\"packet\":null,\"opts\":{}}",
        "{\"opts\":{}}",
        "gqZwYWNrZXQ=",
        "wA=="
      })
  void refusesWhatCannotBeUnderstood(String data) {
    Map<String, String> fields = Map.of("uid", "u", "nsp", "/", "type", "3", "data", data);
    assertThatThrownBy(() -> CODEC.decode(fields)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesEntriesWithoutTheirFields() {
    String data = "{\"opts\":{},\"close\":true}";
    assertThat(CODEC.decode(Map.of("nsp", "/", "type", "6", "data", data))).isPresent();
    for (Map<String, String> fields :
        List.of(
            Map.of("nsp", "/", "type", "6"),
            Map.of("type", "6", "data", data),
            Map.of("nsp", "/", "data", data),
            Map.of("nsp", "/", "type", "x", "data", data),
            Map.of("nsp", "/", "type", "", "data", data))) {
      assertThatThrownBy(() -> CODEC.decode(fields)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void carriesFlagsAlongThatItDoesNotKnow() {
    String data =
        "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],"
            + "\"flags\":{\"new\":{\"a\":[1]},\"volatile\":true,\"none\":null}}}";
    ClusterMessage message = message(Map.of("nsp", "/", "type", "3", "data", data));
    assertThat(message.options().flags().keySet()).containsExactly("new", "volatile", "none");
    assertThat(CODEC.encode("u", message).get("data")).isEqualTo(data);
  }

  @Test
  void readsJoinsWithoutRoomsAsMalformed() {
    Map<String, String> fields = Map.of("nsp", "/", "type", "4", "data", "{\"opts\":{}}");
    assertThatThrownBy(() -> CODEC.decode(fields)).isInstanceOf(ProtocolException.class);
  }

  /** WIRE C.6, C.7: what JavaScript's JSON has no word for comes through in MessagePack only. */
  @Test
  void bytesInABroadcastDecideWhatBecomesOfItsOtherValues() {
    Instant date = Instant.ofEpochMilli(1_700_000_000_123L);
    List<?> values = List.of("e", Double.NaN, Double.NEGATIVE_INFINITY, -0.0, date, (1L << 53) + 1);
    String json = CODEC.encode("u", broadcast(values)).get("data");
    assertThat(json).contains("[\"e\",null,null,0,\"2023-11-14T22:13:20.123Z\",9007199254740993]");
    List<Object> withBytes = new ArrayList<>(values);
    withBytes.add(new byte[0]);
    ClusterMessage read = message(CODEC.encode("u", broadcast(withBytes)));
    List<Object> arrived =
        new ArrayList<>((List<?>) ((ClusterMessage.Broadcast) read).packet().data());
    assertThat(arrived)
        .hasSize(7)
        .startsWith("e", Double.NaN, Double.NEGATIVE_INFINITY, 0L, date, (double) (1L << 53));
  }

  @Test
  void beginsBinaryDataWithAnythingButABrace() {
    String data = CODEC.encode("u", broadcast(List.of("x", new byte[] {1}))).get("data");
    assertThat(data).isNotEmpty().doesNotStartWith("{");
    assertThat(MsgPack.read(Base64.getDecoder().decode(data))).isInstanceOf(Map.class);
  }
}
