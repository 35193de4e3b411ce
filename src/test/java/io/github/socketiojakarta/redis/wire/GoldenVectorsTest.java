package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.json.JsonbCodec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recorded entry and frame: read, it says what was recorded that it says; what it says,
 * written again, is the entry or frame, byte for byte.
 */
class GoldenVectorsTest {

  private static final JsonbCodec JSON = new JsonbCodec();
  private static final MessageCodec CODEC = new MessageCodec(JSON, false);
  private static final MessageCodec PLAINTEXT = new MessageCodec(JSON, true);

  /** JavaScript has one kind of number. */
  private static final BiPredicate<Number, Number> SAME_NUMBER =
      (a, b) -> a.doubleValue() == b.doubleValue();

  /** What cannot be written from what it says. */
  private static final Map<String, String> NOT_WRITTEN =
      Map.of(
          "bc-018",
          "a bare ArrayBuffer, which made Node choose MessagePack and is an empty map there;"
              + " bytes of ours arrive as bytes",
          "em-001",
          "the emitter's own order of keys: see EmitterPayloadTest",
          "em-003",
          "the emitter's own order of keys: see EmitterPayloadTest");

  @AfterAll
  static void close() {
    JSON.close();
  }

  private static Object plain(Object tagged) {
    return WireVectors.plain(tagged).orElseThrow()[0];
  }

  private static void assertSame(Object actual, Object expected) {
    assertThat(new Object[] {actual})
        .usingRecursiveComparison()
        .withEqualsForType(SAME_NUMBER, Number.class)
        .withEqualsForType(SAME_NUMBER::test, Long.class)
        .withEqualsForType(SAME_NUMBER::test, Integer.class)
        .withEqualsForType(SAME_NUMBER::test, Double.class)
        .isEqualTo(new Object[] {expected});
  }

  private static Payload payload(Incoming incoming) {
    if (incoming instanceof Incoming.Message received) {
      return Payload.of(received.message());
    }
    if (incoming instanceof Incoming.Request received) {
      return Payload.of(received.requestId(), received.request());
    }
    Incoming.Response received = (Incoming.Response) incoming;
    return Payload.of(received.requestId(), received.response());
  }

  // --- stream entries ------------------------------------------------------------------------

  private static Stream<Map<String, Object>> entries() {
    return WireVectors.read("stream-entries.jsonl").stream()
        .filter(line -> line.get("fields") != null);
  }

  private static Map<String, String> fields(Map<String, Object> line) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Object field : (List<?>) line.get("fields")) {
      List<?> pair = (List<?>) field;
      fields.put((String) pair.get(0), (String) pair.get(1));
    }
    return fields;
  }

  /** What a recorded entry is said to say. */
  private static Incoming entrySays(Map<String, Object> line) {
    Map<String, String> fields = fields(line);
    return PayloadReader.read(
        fields.get("uid"),
        fields.get("nsp"),
        Integer.parseInt(fields.get("type")),
        plain(line.get("dataDecoded")));
  }

  @TestFactory
  Stream<DynamicTest> readsEveryEntry() {
    return entries()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("call"),
                    () -> assertSame(CODEC.decode(fields(line)).orElseThrow(), entrySays(line))));
  }

  @TestFactory
  Stream<DynamicTest> writesEveryEntry() {
    return entries()
        .filter(line -> !NOT_WRITTEN.containsKey(line.get("id")))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("call"),
                    () -> {
                      Map<String, String> fields = fields(line);
                      Map<String, String> written =
                          CODEC.encode(
                              fields.get("uid"), fields.get("nsp"), payload(entrySays(line)));
                      assertThat(new ArrayList<>(written.entrySet()))
                          .isEqualTo(new ArrayList<>(fields.entrySet()));
                    }));
  }

  @Test
  void readsAlsoWhatItDoesNotWrite() {
    assertThat(entries().map(line -> line.get("id"))).containsAll(NOT_WRITTEN.keySet());
    assertThat(entries()).hasSizeGreaterThan(40);
  }

  // --- frames --------------------------------------------------------------------------------

  private static Stream<DynamicTest> frames(BiConsumer<byte[], Map<?, ?>> test) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map<String, Object> line : WireVectors.read("pubsub.jsonl")) {
      int i = 0;
      for (Object element : (List<?>) line.get("messages")) {
        Map<?, ?> message = (Map<?, ?>) element;
        byte[] frame = HexFormat.of().parseHex((String) message.get("payloadHex"));
        tests.add(
            DynamicTest.dynamicTest(
                line.get("id")
                    + "."
                    + i++
                    + " type "
                    + message.get("type")
                    + " "
                    + line.get("call"),
                () -> test.accept(frame, (Map<?, ?>) plain(message.get("decoded")))));
      }
    }
    assertThat(tests).hasSizeGreaterThan(40);
    return tests.stream();
  }

  private static Incoming frameSays(Map<?, ?> decoded) {
    return PayloadReader.read(
        (String) decoded.get("uid"),
        (String) decoded.get("nsp"),
        ((Number) decoded.get("type")).intValue(),
        decoded.get("data"));
  }

  @TestFactory
  Stream<DynamicTest> readsEveryFrame() {
    return frames(
        (frame, decoded) -> assertSame(CODEC.decodeFrame(frame).orElseThrow(), frameSays(decoded)));
  }

  @TestFactory
  Stream<DynamicTest> writesEveryFrame() {
    return frames(
        (frame, decoded) -> {
          Incoming incoming = frameSays(decoded);
          byte[] written;
          if (incoming instanceof Incoming.Request request) {
            written = PLAINTEXT.encodeFrame(request.uid(), request.requestId(), request.request());
          } else {
            Incoming.Response response = (Incoming.Response) incoming;
            written =
                PLAINTEXT.encodeFrame(
                    response.uid(), response.nsp(), response.requestId(), response.response());
          }
          assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(frame));
        });
  }
}
