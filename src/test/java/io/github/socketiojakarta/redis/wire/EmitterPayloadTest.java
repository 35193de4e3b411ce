package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.json.JsonbCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What our emitter writes is what Node's wrote, as recorded. */
public class EmitterPayloadTest {

  private static final JsonbCodec JSON = new JsonbCodec();

  /** The recorded calls; EmitterIT plays them too. */
  public static final Map<String, Consumer<Emitter>> CALLS =
      Map.of(
          "em-001", emitter -> emitter.emit("hello", "world", 1),
          "em-003", emitter -> emitter.of("/chat").emit("hello", (Object) new byte[] {1, 2}),
          "em-004", emitter -> emitter.socketsJoin("r1"),
          "em-006", emitter -> emitter.in("nobody").disconnectSockets(true),
          "em-008", emitter -> emitter.serverSideEmit("sse", "x", Map.of("y", 1)),
          "em-009", emitter -> emitter.of("/chat").serverSideEmit("sse", (Object) new byte[] {3}),
          "em-010", emitter -> emitter.serverSideEmit("sse", (Runnable) () -> {}),
          "em-011", emitter -> emitter.emit("disconnect"));

  /** Keeps the fields that would be written. */
  private static final class Recorder implements ClusterWriter {
    final List<Map<String, String>> written = new ArrayList<>();
    final boolean onlyPlaintext;

    Recorder(boolean onlyPlaintext) {
      this.onlyPlaintext = onlyPlaintext;
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      return write(message.nsp(), EmitterPayload.of(message));
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterRequest.ServerSideEmit event) {
      return write(event.nsp(), Payload.of(Optional.empty(), event));
    }

    private CompletionStage<Optional<Offset>> write(String nsp, Payload payload) {
      written.add(MessageCodec.encode(EmitterPayload.UID, nsp, payload, onlyPlaintext));
      return new CompletableFuture<>();
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void close() {}
  }

  @AfterAll
  static void close() {
    JSON.close();
  }

  public static Stream<Map<String, Object>> vectors() {
    return WireVectors.read("stream-entries.jsonl").stream()
        .filter(line -> ((String) line.get("id")).startsWith("em-"));
  }

  /** The recorded fields in their order; null if the call wrote nothing. */
  public static List<Map.Entry<String, String>> fields(Map<String, Object> vector) {
    if (vector.get("fields") == null) {
      return null;
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (Object field : (List<?>) vector.get("fields")) {
      List<?> pair = (List<?>) field;
      fields.add(Map.entry((String) pair.get(0), (String) pair.get(1)));
    }
    return fields;
  }

  @TestFactory
  Stream<DynamicTest> writesByteForByteWhatNodesEmitterWrote() {
    return vectors()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("id") + " " + vector.get("call"), () -> play(vector)));
  }

  private static void play(Map<String, Object> vector) {
    Recorder recorder = new Recorder(false);
    Emitter emitter = new Emitter(recorder, JSON, Runnable::run);
    Consumer<Emitter> call = CALLS.get(vector.get("id"));
    assertThat(call).as("a call for " + vector.get("id")).isNotNull();
    if (vector.get("fields") == null) {
      String thrown = (String) ((Map<?, ?>) vector.get("outcome")).get("thrown");
      assertThatThrownBy(() -> call.accept(emitter)).hasMessage(thrown);
      assertThat(recorder.written).isEmpty();
      return;
    }
    call.accept(emitter);
    assertThat(recorder.written).hasSize(1);
    assertThat(new ArrayList<>(recorder.written.get(0).entrySet())).isEqualTo(fields(vector));
  }

  @Test
  void broadcastCarriesFlagsInTheOrderOfTheCalls() {
    Recorder recorder = new Recorder(false);
    new Emitter(recorder, JSON, Runnable::run)
        .to("b", "a")
        .except("x")
        .compress(false)
        .asVolatile()
        .emit("hello");

    assertThat(recorder.written.get(0).get("data"))
        .isEqualTo(
            "{\"packet\":{\"type\":2,\"data\":[\"hello\"],\"nsp\":\"/\"},\"opts\":{\"rooms\":"
                + "[\"b\",\"a\"],\"flags\":{\"compress\":false,\"volatile\":true},"
                + "\"except\":[\"x\"]}}");
  }

  @Test
  void otherMessagesCarryNoFlags() {
    Recorder recorder = new Recorder(false);
    Emitter emitter = new Emitter(recorder, JSON, Runnable::run);
    emitter.asVolatile().except("x").socketsJoin("r");
    emitter.compress(false).to("a").socketsLeave("r");
    emitter.asVolatile().disconnectSockets(false);

    assertThat(recorder.written)
        .extracting(fields -> fields.get("data"))
        .containsExactly(
            "{\"opts\":{\"rooms\":[],\"except\":[\"x\"],\"flags\":{}},\"rooms\":[\"r\"]}",
            "{\"opts\":{\"rooms\":[\"a\"],\"except\":[],\"flags\":{}},\"rooms\":[\"r\"]}",
            "{\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},\"close\":false}");
  }

  @Test
  void bytesAreJsonWhereOnlyPlaintextIsAllowed() {
    Recorder recorder = new Recorder(true);
    new Emitter(recorder, JSON, Runnable::run)
        .serverSideEmit("x", Arrays.asList(new byte[] {7}, null));

    assertThat(recorder.written.get(0).get("data"))
        .isEqualTo("{\"packet\":[\"x\",[{\"type\":\"Buffer\",\"data\":[7]},null]]}");
  }
}
