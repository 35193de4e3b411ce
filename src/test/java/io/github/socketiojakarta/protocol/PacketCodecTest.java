package io.github.socketiojakarta.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.json.JsonbCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {

  private static final JsonbCodec JSON = new JsonbCodec();

  @AfterAll
  static void close() {
    JSON.close();
  }

  private final PacketDecoder decoder = new PacketDecoder(JSON);

  /** Reads a message given without the Engine.IO digit. */
  private Optional<Packet> add(String text) {
    return decoder.add(EnginePacket.message(text));
  }

  private Optional<Packet> add(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return decoder.add(EnginePacket.message(array));
  }

  private static String text(Packet packet) {
    List<EnginePacket> messages = PacketEncoder.encode(packet);
    assertThat(messages).hasSize(1);
    return messages.get(0).data();
  }

  private static Packet packet(Packet.Type type, String nsp, long id, Object data) {
    return new Packet(type, nsp, id, data);
  }

  // Writing.

  @Test
  void writesEveryTypeInBothKindsOfNamespace() {
    Map<String, Object> sid = Map.of("sid", "x");
    assertThat(text(packet(Packet.Type.CONNECT, "/", -1, sid))).isEqualTo("0{\"sid\":\"x\"}");
    assertThat(text(packet(Packet.Type.CONNECT, "/a", -1, sid))).isEqualTo("0/a,{\"sid\":\"x\"}");
    assertThat(text(packet(Packet.Type.DISCONNECT, "/", -1, null))).isEqualTo("1");
    assertThat(text(packet(Packet.Type.DISCONNECT, "/custom", -1, null))).isEqualTo("1/custom,");
    assertThat(text(packet(Packet.Type.EVENT, "/", -1, List.of("e", 1L)))).isEqualTo("2[\"e\",1]");
    assertThat(text(packet(Packet.Type.EVENT, "/a", 12, List.of("e")))).isEqualTo("2/a,12[\"e\"]");
    assertThat(text(packet(Packet.Type.ACK, "/", 0, List.of()))).isEqualTo("30[]");
    assertThat(text(packet(Packet.Type.ACK, "/a", 3, Collections.singletonList(null))))
        .isEqualTo("3/a,3[null]");
    assertThat(text(packet(Packet.Type.CONNECT_ERROR, "/a", -1, Map.of("message", "no"))))
        .isEqualTo("4/a,{\"message\":\"no\"}");
  }

  /** The recording server-emit-types. */
  @Test
  void writesWhatNodeWritesForSpecialValues() {
    List<Object> data =
        Arrays.asList(
            "a", null, null, Double.NaN, -0.0, 1e21, Instant.EPOCH, Map.of(), Map.of(), "\u2028");
    assertThat(text(packet(Packet.Type.EVENT, "/quiet", -1, data)))
        .isEqualTo(
            "2/quiet,[\"a\",null,null,null,0,1e+21,\"1970-01-01T00:00:00.000Z\",{},{},\"\u2028\"]");
  }

  @Test
  void replacesBytesByPlaceholdersDepthFirst() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", List.of(new byte[] {2}));
    map.put("9", new byte[] {1});
    byte[] twice = {3};
    List<Object> data = List.of("b", map, twice, 5L, twice);
    assertThat(PacketEncoder.encode(packet(Packet.Type.EVENT, "/q", 7, data)))
        .containsExactly(
            EnginePacket.message(
                "54-/q,7[\"b\",{\"9\":{\"_placeholder\":true,\"num\":0},"
                    + "\"z\":[{\"_placeholder\":true,\"num\":1}]},"
                    + "{\"_placeholder\":true,\"num\":2},5,{\"_placeholder\":true,\"num\":3}]"),
            EnginePacket.message(new byte[] {1}),
            EnginePacket.message(new byte[] {2}),
            EnginePacket.message(twice),
            EnginePacket.message(twice));
    assertThat(
            PacketEncoder.encode(packet(Packet.Type.ACK, "/", 1, List.of(new byte[0])))
                .get(0)
                .data())
        .isEqualTo("61-1[{\"_placeholder\":true,\"num\":0}]");
  }

  @Test
  void refusesBytesInAConnectPacket() {
    for (Packet.Type type : List.of(Packet.Type.CONNECT, Packet.Type.CONNECT_ERROR)) {
      Packet packet = packet(type, "/", -1, Map.of("data", new byte[1]));
      assertThatThrownBy(() -> PacketEncoder.encode(packet)).isInstanceOf(SocketIoException.class);
    }
  }

  // Reading.

  @Test
  void readsEveryType() {
    assertThat(add("0")).contains(packet(Packet.Type.CONNECT, "/", -1, null));
    assertThat(add("0/custom")).contains(packet(Packet.Type.CONNECT, "/custom", -1, null));
    assertThat(add("0/custom,")).contains(packet(Packet.Type.CONNECT, "/custom", -1, null));
    assertThat(add("0/a?b=c,{\"d\":1}"))
        .contains(packet(Packet.Type.CONNECT, "/a?b=c", -1, Map.of("d", 1L)));
    assertThat(add("1")).contains(packet(Packet.Type.DISCONNECT, "/", -1, null));
    assertThat(add("1/a,")).contains(packet(Packet.Type.DISCONNECT, "/a", -1, null));
    assertThat(add("2[\"e\",{}]"))
        .contains(packet(Packet.Type.EVENT, "/", -1, List.of("e", Map.of())));
    assertThat(add("2/a,456[\"e\"]")).contains(packet(Packet.Type.EVENT, "/a", 456, List.of("e")));
    assertThat(add("2[5]")).contains(packet(Packet.Type.EVENT, "/", -1, List.of(5L)));
    assertThat(add("2[\"error\"]")).contains(packet(Packet.Type.EVENT, "/", -1, List.of("error")));
    assertThat(add("2[\"\"] ")).contains(packet(Packet.Type.EVENT, "/", -1, List.of("")));
    assertThat(add("30[]")).contains(packet(Packet.Type.ACK, "/", 0, List.of()));
    assertThat(add("4\"no\"")).contains(packet(Packet.Type.CONNECT_ERROR, "/", -1, "no"));
    assertThat(add("4{}")).contains(packet(Packet.Type.CONNECT_ERROR, "/", -1, Map.of()));
  }

  @Test
  void letsEventsAndAcksWithoutPayloadPass() {
    assertThat(add("2")).contains(packet(Packet.Type.EVENT, "/", -1, null));
    assertThat(add("23")).contains(packet(Packet.Type.EVENT, "/", 3, null));
    assertThat(add("3/a,5")).contains(packet(Packet.Type.ACK, "/a", 5, null));
  }

  @Test
  void takesABlankForTheNumberZeroAsJavaScriptDoes() {
    assertThat(add("2 [\"x\"]")).contains(packet(Packet.Type.EVENT, "/", 0, List.of("x")));
    assertThat(add("2 7 [\"x\"]")).contains(packet(Packet.Type.EVENT, "/", 7, List.of("x")));
    assertThatThrownBy(() -> add("21 2[\"x\"]")).hasMessage("invalid payload");
  }

  @Test
  void leavesAPlaceholderInATextEventAlone() {
    assertThat(add("2[\"e\",{\"_placeholder\":true,\"num\":0}]"))
        .contains(
            packet(
                Packet.Type.EVENT, "/", -1, List.of("e", Map.of("_placeholder", true, "num", 0L))));
  }

  @Test
  void putsAttachmentsInTheirPlaces() {
    assertThat(
            add(
                "52-/a,9[\"e\",{\"x\":[{\"num\":1,\"_placeholder\":true}]},"
                    + "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0.0}]"))
        .isEmpty();
    assertThat(add(1)).isEmpty();
    Packet packet = add(2, 3).orElseThrow();
    assertThat(packet.type()).isEqualTo(Packet.Type.EVENT);
    assertThat(packet.nsp()).isEqualTo("/a");
    assertThat(packet.id()).isEqualTo(9);
    byte[] first = {1};
    assertThat(packet.data())
        .usingRecursiveComparison()
        .isEqualTo(List.of("e", Map.of("x", List.of(new byte[] {2, 3})), first, first));
  }

  @Test
  void dropsAttachmentsThatNobodyNames() {
    assertThat(add("62-1[false,{\"_placeholder\":1}]")).isEmpty();
    assertThat(add(1)).isEmpty();
    assertThat(add(2))
        .contains(packet(Packet.Type.ACK, "/", 1, List.of(false, Map.of("_placeholder", 1L))));
    assertThat(add("2[\"e\"]")).isPresent();
  }

  @Test
  void takesTenAttachmentsAndNoMore() {
    assertThat(add("510-[\"e\"]")).isEmpty();
    for (int i = 1; i < 10; i++) {
      assertThat(add(i)).isEmpty();
    }
    assertThat(add(10)).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "abc; unknown packet type NaN",
        "7[]; unknown packet type 7",
        "-1; unknown packet type NaN",
        "2{}; invalid payload",
        "2abc[\"message-with-ack\"]; invalid payload",
        "2[\"a\"; invalid payload",
        "2[\"a\"]x; invalid payload",
        "2[]; invalid payload",
        "2[null]; invalid payload",
        "2[true]; invalid payload",
        "2[{\"a\":1}]; invalid payload",
        "2\"a\"; invalid payload",
        "2null; invalid payload",
        "21.5[\"a\"]; invalid payload",
        "2-1[\"a\"]; invalid payload",
        "299999999999999999999[\"a\"]; invalid payload",
        "2,[\"a\"]; invalid payload",
        "2a/b,[\"a\"]; invalid payload",
        "30{}; invalid payload",
        "3null; invalid payload",
        "1{}; invalid payload",
        "1null; invalid payload",
        "0[]; invalid payload",
        "0null; invalid payload",
        "0\"x\"; invalid payload",
        "0/custom,[]; invalid payload",
        "4[]; invalid payload",
        "5; Illegal attachments",
        "5-[\"a\"]; Illegal attachments",
        "50-[\"a\"]; Illegal attachments",
        "500-[\"a\"]; Illegal attachments",
        "51[\"a\"]; Illegal attachments",
        "51.5-[\"a\"]; Illegal attachments",
        "5-1-[\"a\"]; Illegal attachments",
        "5 1-[\"a\"]; Illegal attachments",
        "51; Illegal attachments",
        "511-[\"a\"]; too many attachments",
        "599999999999999999999-[\"a\"]; too many attachments",
        "51-{}; invalid payload",
        "51-[{\"_placeholder\":true,\"num\":0}]; invalid payload",
        "61-{}; invalid payload"
      })
  void refusesMalformedPacketsInNodesWords(String text, String message) {
    assertThatThrownBy(() -> add(text)).isInstanceOf(ProtocolException.class).hasMessage(message);
  }

  @Test
  void refusesAMessageWithoutData() {
    assertThatThrownBy(() -> decoder.add(EnginePacket.of(EnginePacket.Type.MESSAGE)))
        .isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void refusesReservedNamesFromTheClient(String name) {
    assertThat(ReservedEvents.contains(name)).isTrue();
    assertThatThrownBy(() -> add("2[\"" + name + "\"]")).hasMessage("invalid payload");
    assertThatThrownBy(() -> new PacketDecoder(JSON).add(binary("51-[\"" + name + "\"]")))
        .hasMessage("invalid payload");
  }

  private static EnginePacket binary(String text) {
    return EnginePacket.message(text);
  }

  @Test
  void refusesBytesThatNobodyAnnounced() {
    assertThatThrownBy(() -> add(1)).hasMessage("got binary data when not reconstructing a packet");
  }

  @Test
  void refusesTextWhileAttachmentsAreDue() {
    assertThat(add("51-[\"e\",{\"_placeholder\":true,\"num\":0}]")).isEmpty();
    assertThatThrownBy(() -> add("2[\"e\"]"))
        .hasMessage("got plaintext data when reconstructing a packet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "\"0\"", "null", "0.5", "1e300", "[]"})
  void refusesPlaceholdersOutOfRange(String num) {
    assertThat(add("51-[\"e\",{\"_placeholder\":true,\"num\":" + num + "}]")).isEmpty();
    assertThatThrownBy(() -> add(1)).hasMessage("illegal attachments");
  }

  @Test
  void refusesAPlaceholderWithoutNumber() {
    assertThat(add("51-[\"e\",{\"_placeholder\":true}]")).isEmpty();
    assertThatThrownBy(() -> add(1)).hasMessage("illegal attachments");
  }

  @Test
  void isDeadAfterItsFirstException() {
    assertThatThrownBy(() -> add("2{}")).hasMessage("invalid payload");
    assertThatThrownBy(() -> add("2[\"e\"]"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("invalid payload");
    assertThatThrownBy(() -> add(1)).hasMessage("invalid payload");
  }
}
