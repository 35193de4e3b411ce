package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.ProtocolException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever arrives by a stream or a channel is understood, or passed over, or refused with a {@link
 * ProtocolException}, and takes no more memory than its length allows.
 */
class HostileInputTest {

  private static final JsonbCodec JSON = new JsonbCodec();
  private static final MessageCodec CODEC = new MessageCodec(JSON, false);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** An object of one entry, three bytes, becomes a map, which takes about 120 times as much. */
  private static final long BYTES_PER_BYTE = 200;

  private static final long BYTES_AT_LEAST = 200_000; // buffers, exceptions

  private static final List<byte[]> FRAMES = frames();

  private final Random random = new Random(4711);

  @AfterAll
  static void close() {
    JSON.close();
  }

  private static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    for (Map<String, Object> line : WireVectors.read("pubsub.jsonl")) {
      for (Object message : (List<?>) line.get("messages")) {
        frames.add(HexFormat.of().parseHex((String) ((Map<?, ?>) message).get("payloadHex")));
      }
    }
    return frames;
  }

  /** Whether it was refused; fails if anything else goes wrong or too much memory is taken. */
  private static boolean isRefused(Supplier<?> decoding, int length) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean refused = false;
    try {
      assertThat(decoding.get()).isNotNull();
    } catch (ProtocolException e) {
      refused = true;
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(BYTES_AT_LEAST + BYTES_PER_BYTE * length);
    return refused;
  }

  private static boolean isFrameRefused(byte[] frame) {
    return isRefused(() -> CODEC.decodeFrame(frame), frame.length);
  }

  private static boolean isEntryRefused(Map<String, String> fields) {
    return isRefused(
        () -> CODEC.decode(fields), fields.values().stream().mapToInt(String::length).sum());
  }

  private byte[] anyFrame() {
    return FRAMES.get(random.nextInt(FRAMES.size()));
  }

  @Test
  void survivesMutatedFrames() {
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] mutant = anyFrame().clone();
      switch (random.nextInt(4)) {
        case 0 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length)); // cut off
        case 1 -> { // the end of another
          byte[] other = anyFrame();
          int at = random.nextInt(Math.min(mutant.length, other.length));
          System.arraycopy(other, at, mutant, at, Math.min(mutant.length, other.length) - at);
        }
        default -> {
          for (int k = random.nextInt(4); k >= 0; k--) {
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
          }
        }
      }
      refused += isFrameRefused(mutant) ? 1 : 0;
    }
    assertThat(refused).isBetween(1_000, 9_900);
  }

  @Test
  void survivesRandomBytes() {
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      isFrameRefused(bytes);
      isEntryRefused(
          Map.of(
              "nsp",
              "/",
              "type",
              Integer.toString(3 + random.nextInt(10)),
              "data",
              Base64.getEncoder().encodeToString(bytes)));
    }
  }

  /** Well formed, but somewhere there is something else than expected. */
  @Test
  void survivesValuesOfTheWrongType() {
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      Object frame = MsgPack.read(anyFrame());
      Object mutant = withSomethingElse(frame);
      refused += isFrameRefused(MsgPack.write(mutant)) ? 1 : 0;
      if (mutant instanceof Map<?, ?> map
          && map.get("type") instanceof Long type
          && map.get("data") instanceof Map<?, ?> data) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("nsp", "/");
        fields.put("type", type.toString());
        fields.put("data", json(data));
        refused += isEntryRefused(fields) ? 1 : 0;
      }
    }
    assertThat(refused).isBetween(1_000, 19_000);
  }

  private static String json(Map<?, ?> data) {
    try {
      return JsonWriter.write(data);
    } catch (io.github.socketiojakarta.protocol.SocketIoException e) { // there are bytes in it
      return Base64.getEncoder().encodeToString(MsgPack.write(data));
    }
  }

  private Object withSomethingElse(Object value) {
    if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(6) > 0) {
      Map<Object, Object> copy = new LinkedHashMap<>(map);
      Object key = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
      if (random.nextInt(10) == 0) {
        copy.remove(key);
      } else {
        copy.put(key, withSomethingElse(map.get(key)));
      }
      return copy;
    }
    if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(6) > 0) {
      List<Object> copy = new ArrayList<>(list);
      int index = random.nextInt(list.size());
      copy.set(index, withSomethingElse(list.get(index)));
      return copy;
    }
    Object[] others = {
      null,
      true,
      0L,
      -1L,
      3L,
      1.5,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Long.MAX_VALUE,
      "",
      "text",
      "1e400",
      new byte[] {1},
      List.of(),
      Arrays.asList((Object) null),
      List.of(List.of("a")),
      Map.of(),
      Map.of("a", 1L),
      Instant.EPOCH
    };
    return others[random.nextInt(others.length)];
  }

  @ParameterizedTest
  @ValueSource(strings = {"91", "81a161", "8180", "8191", "dc0001", "df00000001a161"})
  void refusesAbsurdDepth(String opening) {
    byte[] deep =
        HexFormat.of().parseHex("84a474797065" + "03a464617461" + opening.repeat(200_000));
    assertThat(isFrameRefused(deep)).isTrue();
    String data = Base64.getEncoder().encodeToString(deep);
    assertThat(isEntryRefused(Map.of("nsp", "/", "type", "3", "data", data))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[[],"})
  void refusesAbsurdDepthInJson(String opening) {
    String data = "{\"opts\":" + opening.repeat(100_000);
    assertThat(isEntryRefused(Map.of("nsp", "/", "type", "3", "data", data))).isTrue();
  }

  /** Had a length been believed, each would have asked for gigabytes. */
  @ParameterizedTest
  @ValueSource(strings = {"db", "c6", "dd", "df", "c9"})
  void believesNoLengthThatIsOnlyAnnounced(String format) {
    for (int length : new int[] {-1, Integer.MAX_VALUE, 1 << 30, 1 << 20, 5000}) {
      byte[] head = HexFormat.of().parseHex("84a474797065" + "03a464617461" + format);
      byte[] frame = ByteBuffer.allocate(head.length + 4 + 1000).put(head).putInt(length).array();
      assertThat(isFrameRefused(frame)).isTrue();
    }
  }

  /** What grows most on its way into memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {"80", "90", "c0", "a0", "8100c0", "9190", "cd0100", "d6ff00000001", "a161"})
  void takesMemoryInProportion(String element) {
    byte[] elements = HexFormat.of().parseHex(element.repeat(100_000));
    byte[] head = HexFormat.of().parseHex("82a474797065" + "0aa464617461" + "dd");
    ByteBuffer frame = ByteBuffer.allocate(head.length + 4 + elements.length);
    frame.put(head).putInt(100_000).put(elements);
    assertThat(isFrameRefused(frame.array())).isTrue(); // for want of a namespace
  }

  @Test
  void refusesFramesThatAreNoEnvelope() {
    for (Object frame :
        Arrays.asList(
            null,
            1L,
            "text",
            List.of(),
            Map.of(),
            Map.of("type", "3"),
            Map.of("type", 3L),
            Map.of("type", 3L, "nsp", "/"),
            Map.of("type", 3L, "nsp", 1L, "data", Map.of()),
            Map.of("type", 8L, "nsp", "/", "data", Map.of("sockets", List.of())),
            Map.of("type", 9L, "nsp", "/", "data", Map.of("packet", List.of())),
            Map.of("type", 9L, "nsp", "/", "data", Map.of("packet", List.of("e"), "requestId", 1L)),
            Map.of(
                "type", 11L, "nsp", "/", "data", Map.of("requestId", "r", "clientCount", -1L)))) {
      assertThatThrownBy(() -> CODEC.decodeFrame(MsgPack.write(frame)))
          .as("%s", frame)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void passesOverTypesThatNobodyActsOn() {
    for (Object type :
        List.of(0L, 1L, 2L, 13L, -3L, 3.5, Double.NaN, Long.MAX_VALUE, 1L << 32 | 3)) {
      assertThat(CODEC.decodeFrame(MsgPack.write(Map.of("type", type)))).isEmpty();
    }
  }
}
