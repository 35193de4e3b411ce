package io.github.socketiojakarta.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.json.JsonbCodec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes over the wire is read or refused with a {@link ProtocolException}, in time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PacketFuzzTest {

  private static final String[] SEEDS = {
    "0{\"token\":\"123\"}",
    "0/admin,{\"a\":[1,2.5e-3,null]}",
    "1/admin,",
    "2[\"message\",1,\"two\",{\"three\":[4,true,null]}]",
    "2/chat,12[\"message\",\"h\u00e9llo \ud83d\ude00\"]",
    "3/chat,12[{\"ok\":true}]",
    "4/chat,{\"message\":\"no\"}",
    "52-/chat,7[\"b\",{\"_placeholder\":true,\"num\":0},[{\"_placeholder\":true,\"num\":1}]]",
    "61-3[{\"_placeholder\":true,\"num\":0}]"
  };

  private static final String ALPHABET =
      "0123456789-,/[]{}\":.eE+ \\u\t\u0000\u001e\ud800\udc00\u00a0\ufeffabtrue_placeholdernum";

  private static final JsonbCodec JSON = new JsonbCodec();

  private final Random random = new Random(20_260_101);

  @AfterAll
  static void close() {
    JSON.close();
  }

  private String mutant() {
    StringBuilder text = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
    for (int i = random.nextInt(6); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, randomChar());
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, randomChar());
        case 3 -> text.setLength(at);
        default -> text.insert(at, text.substring(0, random.nextInt(text.length())));
      }
    }
    return text.toString();
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(randomChar());
    }
    return text.toString();
  }

  private char randomChar() {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }

  @Test
  void readsOrRefusesWhatEverComes() {
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 10_000; round++) {
      PacketDecoder decoder = new PacketDecoder(JSON);
      try {
        for (int i = 0; i < 4; i++) {
          EnginePacket message =
              random.nextInt(4) == 0
                  ? EnginePacket.message(new byte[random.nextInt(3)])
                  : EnginePacket.message(random.nextInt(5) == 0 ? noise() : mutant());
          Optional<Packet> packet = decoder.add(message);
          if (packet.isPresent()) {
            read++;
            assertReadsBack(packet.get());
          }
        }
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertThat(read).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(1000);
  }

  /** What was read can be written, and that is read as the same text. */
  private static void assertReadsBack(Packet packet) {
    List<EnginePacket> messages = PacketEncoder.encode(packet);
    PacketDecoder decoder = new PacketDecoder(JSON);
    Optional<Packet> again = Optional.empty();
    for (EnginePacket message : messages) {
      again = decoder.add(message);
    }
    assertThat(PacketEncoder.encode(again.orElseThrow())).isEqualTo(messages);
  }

  @Test
  void readsOrRefusesAnyPayload() {
    int malformed = 0;
    for (int round = 0; round < 10_000; round++) {
      StringBuilder payload = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        payload.append(random.nextBoolean() ? "4" + mutant() : "b" + noise());
        payload.append(i > 0 ? "\u001e" : "");
      }
      EngineCodec.Payload read = EngineCodec.decodePayload(payload.toString());
      if (read.malformed()) {
        malformed++;
      } else {
        assertThat(EngineCodec.decodePayload(EngineCodec.encodePayload(read.packets())))
            .isEqualTo(read);
      }
    }
    assertThat(malformed).isPositive();
  }

  @Test
  void takesHostileSizesInItsStride() {
    for (String text :
        List.of(
            "2" + "[".repeat(500_000),
            "2[\"a\"," + "{\"a\":".repeat(200_000),
            "2" + "1".repeat(500_000) + "[\"a\"]",
            "2" + " ".repeat(500_000) + "[\"a\"]",
            "5" + "1".repeat(500_000),
            "5" + "9".repeat(500_000) + "-[\"a\"]",
            "0/" + "a".repeat(500_000),
            "2[\"a\"," + "1".repeat(500_000) + "]",
            "2[\"a\",1e" + "9".repeat(500_000) + "]",
            "2[\"" + "\\u0000".repeat(100_000) + "\"]")) {
      try {
        assertThat(new PacketDecoder(JSON).add(EnginePacket.message(text))).isPresent();
      } catch (ProtocolException e) {
        assertThat(e).hasMessageMatching("invalid payload|Illegal attachments|too many .*");
      }
    }
  }
}
