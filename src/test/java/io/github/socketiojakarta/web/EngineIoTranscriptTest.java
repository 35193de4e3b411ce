package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.engine.EngineError;
import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.engine.RequestFilter;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.testing.EchoListener;
import io.github.socketiojakarta.testing.RawWebSocket;
import io.github.socketiojakarta.testing.TestTimer;
import io.github.socketiojakarta.testing.Transcript;
import io.github.socketiojakarta.testing.TranscriptRunner;
import io.github.socketiojakarta.testing.UndertowServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every recorded Engine.IO scenario of protocol 4, over real connections. */
class EngineIoTranscriptTest {

  /** Scenarios that are played otherwise or not at all, and why. */
  private static final Map<String, String> DIFFERENT =
      Map.of(
          "error-middleware", "the engine has no middlewares; servlet filters take their place",
          "error-origin-invalid", "WIRE A.2: the HTTP parser's affair",
          "error-ws-eio", "WIRE A.2: 400 instead of 101, see refusesAnotherProtocolWithout101",
          "error-wrong-path", "WIRE A.1: it is the application that answers",
          "error-path-no-slash", "the path belongs to the servlet with and without its slash",
          "polling-abort-get", "WIRE A.6: a container does not see it before the next write",
          "ws-client-close-packet", "WIRE A.7: closing is a permitted stricter choice",
          "v4-jsonp", "WIRE A.10: JSONP is not offered");

  /** Undertow tells of the error and of the end that follows in either order. */
  private static final Set<String> VIOLATIONS = Set.of("ws-unmasked", "ws-invalid-utf8");

  private static final List<String> NODE_METHODS =
      List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");

  private static final Map<String, Consumer<EngineSocket>> SERVER_STEPS =
      Map.of(
          "socket.send(\"a\"); socket.send(Buffer.from([0,255])); socket.send(\"c\")",
          socket -> {
            socket.send(List.of(EnginePacket.message("a")));
            socket.send(List.of(EnginePacket.message(new byte[] {0, (byte) 255})));
            socket.send(List.of(EnginePacket.message("c")));
          },
          "socket.send(\"x\".repeat(1023))",
          socket -> socket.send(List.of(EnginePacket.message("x".repeat(1023)))),
          "socket.send(\"x\".repeat(1022))",
          socket -> socket.send(List.of(EnginePacket.message("x".repeat(1022)))),
          "socket.close()",
          EngineSocket::close,
          "socket.send(\"bye\"); socket.close()",
          socket -> {
            socket.send(List.of(EnginePacket.message("bye")));
            socket.close();
          },
          "socket.send(\"during\")",
          socket -> socket.send(List.of(EnginePacket.message("during"))));

  private static TestTimer timer;
  private static UndertowServer undertow;
  private static volatile EngineServer engine;

  @BeforeAll
  static void start() {
    timer = new TestTimer();
    undertow = new UndertowServer("/engine.io/", () -> engine);
  }

  @AfterAll
  static void stop() {
    undertow.close();
    timer.close();
  }

  @TestFactory
  Stream<DynamicTest> answersAsNodeDoes() {
    return Transcript.load("engineio-transcripts.jsonl").stream()
        .map(transcript -> DynamicTest.dynamicTest(transcript.id(), () -> play(transcript)));
  }

  private static void play(Transcript transcript) throws Exception {
    Assumptions.assumeFalse(
        transcript.options().containsKey("allowEIO3"), "protocol 3 is not supported");
    String difference = DIFFERENT.get(transcript.id());
    Assumptions.assumeTrue(difference == null, difference);
    EchoListener listener = new EchoListener();
    try (EngineServer server = new EngineServer(options(transcript.options()), timer, listener)) {
      engine = server;
      try (TranscriptRunner runner =
          new TranscriptRunner(
              undertow.port(), js -> SERVER_STEPS.get(js).accept(listener.socket()))) {
        runner.run(transcript);
        if (!VIOLATIONS.contains(transcript.id())) {
          listener
              .events()
              .expect(expectedEvents(transcript.json().getJsonArray("serverEvents"), runner));
        }
      }
    }
  }

  @Test
  void refusesAnotherProtocolWithout101() throws IOException {
    EchoListener listener = new EchoListener();
    try (EngineServer server = new EngineServer(EngineOptions.DEFAULTS, timer, listener)) {
      engine = server;
      try (RawWebSocket client =
          RawWebSocket.open(undertow.port(), "/engine.io/?EIO=3&transport=websocket", Map.of())) {
        assertThat(client.handshake().status()).isEqualTo(400);
        assertThat(client.handshake().text()).isEqualTo("Unsupported protocol version");
      }
    }
  }

  private static EngineOptions options(JsonObject given) {
    EngineOptions defaults = EngineOptions.DEFAULTS;
    return EngineOptions.builder()
        .path("/engine.io/")
        .pingInterval(millis(given, "pingInterval", defaults.pingInterval()))
        .pingTimeout(millis(given, "pingTimeout", defaults.pingTimeout()))
        .upgradeTimeout(millis(given, "upgradeTimeout", defaults.upgradeTimeout()))
        .maxHttpBufferSize(given.getInt("maxHttpBufferSize", defaults.maxHttpBufferSize()))
        .allowUpgrades(given.getBoolean("allowUpgrades", true))
        .cors(Optional.ofNullable(given.getJsonObject("cors")).map(EngineIoTranscriptTest::cors))
        .cookie(Optional.ofNullable(given.get("cookie")).map(EngineIoTranscriptTest::cookie))
        .requestFilter(filter(given.getString("allowRequest", "")))
        .build();
  }

  private static Duration millis(JsonObject given, String name, Duration otherwise) {
    return given.containsKey(name) ? Duration.ofMillis(given.getInt(name)) : otherwise;
  }

  /** A regular expression was recorded as an empty object; its title tells which. */
  private static EngineOptions.Cors cors(JsonObject given) {
    List<String> origins = new ArrayList<>();
    JsonValue origin = given.get("origin");
    for (JsonValue one : origin instanceof JsonArray array ? array : List.of(origin)) {
      origins.add(one instanceof JsonString string ? string.getString() : "/\\.b\\.test$/");
    }
    return new EngineOptions.Cors(
        origins, NODE_METHODS, List.of(), List.of(), false, Optional.empty());
  }

  private static EngineOptions.Cookie cookie(JsonValue given) {
    if (!(given instanceof JsonObject cookie)) {
      return EngineOptions.Cookie.DEFAULTS;
    }
    String sameSite = cookie.getString("sameSite");
    return new EngineOptions.Cookie(
        cookie.getString("name"),
        cookie.getString("path"),
        cookie.getBoolean("httpOnly"),
        Optional.of(sameSite.substring(0, 1).toUpperCase(Locale.ROOT) + sameSite.substring(1)),
        Optional.of(Duration.ofSeconds(cookie.getInt("maxAge"))),
        Optional.of(cookie.getString("domain")),
        cookie.getBoolean("secure"));
  }

  private static RequestFilter filter(String javaScript) {
    return switch (javaScript) {
      case "" -> RequestFilter.ALLOW_ALL;
      case "function: (req, fn) => fn(\"thou shall not pass\", false)" ->
          request -> Optional.of("thou shall not pass");
      case "function: (req, fn) => fn(null, false)" -> request -> Optional.of("Forbidden");
      default -> throw new IllegalArgumentException(javaScript);
    };
  }

  /**
   * The recorded events as {@link EchoListener} notes them: without the description of a close,
   * which we do not give, and without what Node leaves undefined.
   */
  private static List<List<Object>> expectedEvents(JsonArray recorded, TranscriptRunner runner) {
    List<List<Object>> events = new ArrayList<>();
    for (JsonArray event : recorded.getValuesAs(JsonArray.class)) {
      String name = event.getString(0);
      events.add(
          switch (name) {
            case "message" -> List.of(name, data(event.get(1)));
            case "connection_error" ->
                List.of(
                    name,
                    event.getInt(1),
                    event.getString(2),
                    context(event.getJsonObject(3), runner));
            default -> List.of(name, event.getString(1));
          });
    }
    return events;
  }

  private static Object data(JsonValue value) {
    if (value instanceof JsonString string) {
      return string.getString();
    }
    JsonObject tagged = value.asJsonObject();
    return tagged.getString("$").equals("bin") ? "hex " + tagged.getString("hex") : "";
  }

  /** Our filter cannot refuse without a message. */
  private static Map<String, String> context(JsonObject context, TranscriptRunner runner) {
    Map<String, String> texts = new TreeMap<>();
    context.forEach(
        (name, value) -> {
          if (value instanceof JsonString string) {
            texts.put(name, runner.fill(string.getString()));
          } else if (value instanceof JsonNumber number) {
            texts.put(name, number.toString());
          } else if (value == JsonValue.NULL && name.equals("message")) {
            texts.put(name, EngineError.FORBIDDEN.message());
          }
        });
    return texts;
  }
}
