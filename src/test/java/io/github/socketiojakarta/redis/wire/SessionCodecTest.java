package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WIRE C.9. */
class SessionCodecTest {

  private static Stream<Map<String, Object>> recorded() {
    return WireVectors.read("sessions.jsonl").stream().filter(line -> line.get("value") != null);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @TestFactory
  Stream<DynamicTest> readsAndWritesWhatNodeSaved() {
    return recorded()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("setup"),
                    () -> {
                      String value = (String) line.get("value");
                      Map<?, ?> decoded =
                          (Map<?, ?>) WireVectors.plain(line.get("decoded")).orElseThrow()[0];
                      Session session = SessionCodec.decode(ascii(value));
                      assertThat(session.sid()).isEqualTo(line.get("sid"));
                      assertThat(session.pid()).isEqualTo(line.get("pid"));
                      assertThat(new ArrayList<>(session.rooms())).isEqualTo(decoded.get("rooms"));
                      assertThat(new Object[] {session.data()})
                          .usingRecursiveComparison()
                          .isEqualTo(new Object[] {decoded.get("data")});
                      assertThat(session.extras()).isEmpty();
                      assertThat(SessionCodec.encode(session)).asString().isEqualTo(value);
                      Session told =
                          new Session(
                              session.sid(),
                              session.pid(),
                              session.rooms(),
                              WireVectors.plain(decoded.get("data")).orElseThrow()[0]);
                      assertThat(SessionCodec.encode(told)).asString().isEqualTo(value);
                    }));
  }

  @Test
  void putsWhatNodeDoesNotKnowBehindWhatItKnows() {
    Map<String, Object> extras = new LinkedHashMap<>();
    extras.put("nsp", "/chat");
    extras.put("offset", "1-0");
    Session session =
        new Session("s", "p", new LinkedHashSet<>(List.of("z", "a")), Map.of("k", 1L), extras);
    byte[] value = SessionCodec.encode(session);
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(value)))
        .startsWith(
            "86" + "a3736964a173" + "a3706964a170" + "a5726f6f6d7392a17aa161" + "a464617461");
    assertThat(SessionCodec.decode(value)).isEqualTo(session);
    assertThat(SessionCodec.decode(value).extras().keySet()).containsExactly("nsp", "offset");
  }

  @Test
  void saysWhichDataCannotBeWritten() {
    Map<String, Object> data = Map.of("user", List.of(new Object()));
    assertThatThrownBy(() -> SessionCodec.encode(new Session("s", "p", Set.of(), data)))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("java.lang.Object")
        .hasMessageContaining("data.user[0]");
  }

  @Test
  void takesRoomsThatAreNumbers() {
    byte[] value =
        Base64.getEncoder()
            .encode(MsgPack.write(Map.of("sid", "s", "pid", "p", "rooms", List.of(5, "a"))));
    assertThat(SessionCodec.decode(value)).isEqualTo(new Session("s", "p", Set.of("5", "a"), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "{}",
        "gA==", // {}
        "kA==", // []
        "wA==", // nil
        "3/////8=", // a map of 4 billion
        "gaNzaWShcw==", // no pid, no rooms
        "g6NzaWShc6NwaWShcKVyb29tc8A=", // rooms: nil
        "g6NzaWShc6NwaWShcKVyb29tc5HA", // rooms: [nil]
        "g6NzaWQBo3BpZKFwpXJvb21zkA==", // sid: 1
        "g6NzaWShc6NwaWQBpXJvb21zkA==", // pid: 1
        "g6NzaWShc6NwaWShcKVyb29tc5AB" // a byte behind the end
      })
  void refusesWhatIsNoSession(String value) {
    assertThatThrownBy(() -> SessionCodec.decode(ascii(value)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void survivesMutatedValues() {
    List<byte[]> seeds = recorded().map(line -> ascii((String) line.get("value"))).toList();
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] value = seeds.get(random.nextInt(seeds.size()));
      byte[] mutant;
      if (random.nextBoolean()) { // of the text
        mutant = value.clone();
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
      } else {
        byte[] bytes = Base64.getDecoder().decode(value);
        for (int k = random.nextInt(3); k >= 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        mutant = Base64.getEncoder().encode(bytes);
      }
      try {
        assertThat(SessionCodec.decode(mutant)).isNotNull();
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 19_000);
  }
}
