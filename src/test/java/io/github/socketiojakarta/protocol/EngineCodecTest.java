package io.github.socketiojakarta.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCodecTest {

  @Test
  void joinsPacketsAndWritesBytesAsBase64() {
    List<EnginePacket> packets =
        List.of(
            EnginePacket.message("hello"),
            EnginePacket.of(EnginePacket.Type.PING),
            EnginePacket.message(new byte[] {1, 2, 3, 4}),
            EnginePacket.message(new byte[0]));
    String payload = EngineCodec.encodePayload(packets);
    assertThat(payload).isEqualTo("4hello\u001e2\u001ebAQIDBA==\u001eb");
    assertThat(EngineCodec.decodePayload(payload))
        .isEqualTo(new EngineCodec.Payload(packets, false));
  }

  @Test
  void writesASinglePacketAsItIs() {
    assertThat(EngineCodec.encodePayload(List.of(EnginePacket.message("é")))).isEqualTo("4é");
    assertThat(EngineCodec.encodePayload(List.of(EnginePacket.message(new byte[] {1}))))
        .isEqualTo("bAQ==");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4a\u001eabc\u001e4b", "4a\u001e", "4a\u001e\u001e4b", "4a\u001e7"})
  void stopsAtTheFirstBadPacket(String payload) {
    assertThat(EngineCodec.decodePayload(payload))
        .isEqualTo(new EngineCodec.Payload(List.of(EnginePacket.message("a")), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u001e", "x", " 4a", "7"})
  void findsNothingInAPayloadThatBeginsBadly(String payload) {
    assertThat(EngineCodec.decodePayload(payload))
        .isEqualTo(new EngineCodec.Payload(List.of(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "9x", "abc", "B", "é", "-"})
  void refusesUnknownTypes(String text) {
    assertThatThrownBy(() -> EngineCodec.decode(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsEveryType() {
    for (EnginePacket.Type type : EnginePacket.Type.values()) {
      assertThat(EngineCodec.decode(type.ordinal() + "data"))
          .isEqualTo(EnginePacket.of(type, "data"));
      assertThat(EngineCodec.decode(String.valueOf(type.ordinal())))
          .isSameAs(EnginePacket.of(type));
    }
  }

  /** The expectations are what Node 20's Buffer.from(text, "base64") gives. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "=bad, ''",
    "AQ==AQ==, 01",
    "AQI=AwQ=, 0102",
    "A, ''",
    "AQ, 01",
    "AQI, 0102",
    "'AQ I', 0102",
    "A*Q=I, 01",
    "AQ=I, 01",
    "A=Q=I, ''",
    "'é AQ', 01",
    "-_8, fbff",
    "+/8=, fbff",
    "AQIDé, 010203",
    "AQ====, 01"
  })
  void readsBase64AsLenientlyAsNode(String base64, String hex) {
    assertThat(EngineCodec.decode("b" + base64).bytes()).isEqualTo(HexFormat.of().parseHex(hex));
  }
}
