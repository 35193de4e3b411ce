package io.github.socketiojakarta.engine;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays what was recorded of a Node server, as far as it does not concern the container. */
class TranscriptTest {

  private static final Set<String> NOT_HERE =
      Set.of(
          // HTTP and WebSocket framing, which the container does
          "ws-bad-version",
          "error-origin-invalid",
          "error-wrong-path",
          "error-path-no-slash",
          "ws-fragmented",
          "ws-unmasked",
          "ws-invalid-utf8",
          "ws-rfc-ping",
          // HTTP bytes after a 101; here the upgrade is refused instead (A.2)
          "error-ws-eio",
          // middlewares of the engine, which are filters of the container here
          "error-middleware",
          // a close packet on a WebSocket closes it here (A.7, permitted)
          "ws-client-close-packet",
          // protocol 3 and JSONP
          "error-protocol-mismatch",
          "v4-jsonp");

  @TestFactory
  Stream<DynamicTest> answersAsNodeDid() throws IOException {
    return lines()
        .map(line -> Json.createReader(new StringReader(line)).readObject())
        .filter(scenario -> !scenario.getString("id").startsWith("v3-"))
        .filter(scenario -> !NOT_HERE.contains(scenario.getString("id")))
        .map(
            scenario ->
                DynamicTest.dynamicTest(
                    scenario.getString("id") + ": " + scenario.getString("title"),
                    () -> replay(scenario)));
  }

  private static void replay(JsonObject scenario) {
    TranscriptRunner runner = new TranscriptRunner(scenario.getJsonObject("server"));
    for (JsonValue step : scenario.getJsonArray("steps")) {
      runner.run(step.asJsonObject());
    }
    JsonArray events = scenario.getJsonArray("serverEvents");
    assertThat(runner.events()).isEqualTo(runner.expectedEvents(events));
    assertThat(runner.overlapped()).isFalse();
  }

  private static Stream<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                TranscriptTest.class.getResourceAsStream("/wire/engineio-transcripts.jsonl"),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList().stream();
    }
  }
}
