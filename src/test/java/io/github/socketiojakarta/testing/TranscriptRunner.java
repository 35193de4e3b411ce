package io.github.socketiojakarta.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.testing.RawWebSocket.Frame;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays the client of a {@link Transcript} and compares what the server answers.
 *
 * <p>Not compared, because a servlet container and not the engine decides on it: how the end of a
 * body is marked (Content-Length where Node sends chunks), a blank behind the semicolon of a
 * Content-Type, and the reason text of a close frame for a violation of the WebSocket protocol.
 */
public final class TranscriptRunner implements AutoCloseable {

  private static final Set<String> COMPARED =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "cache-control",
          "set-cookie",
          "vary",
          "x-xss-protection");

  private final int port;
  private final Consumer<String> server;
  private final Placeholders placeholders;
  private final Map<String, RawHttp> requests = new HashMap<>();
  private final Map<String, RawWebSocket> webSockets = new HashMap<>();
  private long lastPing;

  /**
   * Makes a client.
   *
   * @param port the server's port
   * @param server runs what a step asks the server to do
   */
  public TranscriptRunner(int port, Consumer<String> server) {
    this.port = port;
    this.server = server;
    this.placeholders = new Placeholders(port);
  }

  /**
   * Goes through the steps.
   *
   * @param transcript the scenario
   * @throws Exception if the connections do not do what the steps want
   */
  public void run(Transcript transcript) throws Exception {
    JsonArray steps = transcript.json().getJsonArray("steps");
    for (int i = 0; i < steps.size(); i++) {
      JsonObject step = steps.getJsonObject(i);
      try {
        step(step);
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            transcript.id() + ", step " + i + ": " + step + "\n" + e.getMessage(), e);
      }
    }
    JsonObject measured = transcript.json().getJsonObject("measuredMs");
    if (measured != null) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastPing);
      int expected = measured.getInt("pingToClose");
      assertThat(millis).isBetween(expected / 2L, expected * 3L / 2);
    }
  }

  /**
   * Puts the values that placeholders have met into a text.
   *
   * @param text with placeholders
   * @return without
   */
  public String fill(String text) {
    return placeholders.fill(text);
  }

  private void step(JsonObject step) throws Exception {
    String id = step.getString("id", null);
    switch (step.getString("do")) {
      case "http" -> {
        try (RawHttp request = start(step.getJsonObject("request"))) {
          expect(request, step.getJsonObject("expect"));
        }
      }
      case "http-start" -> requests.put(id, start(step.getJsonObject("request")));
      case "http-await" -> expect(requests.get(id), step.getJsonObject("expect"));
      case "http-abort" -> requests.remove(id).close();
      case "ws-open" -> open(id, step);
      case "ws-send" -> {
        if (step.containsKey("text")) {
          webSockets.get(id).send(placeholders.fill(step.getString("text")));
        } else {
          webSockets.get(id).send(bytes(step));
        }
      }
      case "ws-send-raw" -> webSockets.get(id).sendRaw(bytes(step));
      case "ws-expect" -> expect(webSockets.get(id), step.getJsonObject("frame"));
      case "ws-expect-silence" ->
          assertThat(webSockets.get(id).silentFor(step.getInt("ms"))).as("silence").isTrue();
      case "ws-close" -> webSockets.get(id).sendClose(step.getInt("code"));
      case "ws-destroy" -> webSockets.get(id).close();
      case "sleep" -> Thread.sleep(step.getInt("ms"));
      case "server" -> server.accept(step.getString("js"));
      case "note" -> {}
      default -> throw new IllegalArgumentException("unknown step");
    }
  }

  private static byte[] bytes(JsonObject step) {
    return HexFormat.of().parseHex(step.getString("hex"));
  }

  private RawHttp start(JsonObject request) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    JsonObject given = request.getJsonObject("headers");
    if (given != null) {
      given.forEach((name, value) -> headers.put(name, text(value)));
    }
    byte[] body =
        request.containsKey("bodyText")
            ? request.getString("bodyText").getBytes(StandardCharsets.UTF_8)
            : null;
    String path = placeholders.fill(request.getString("path"));
    return RawHttp.start(port, request.getString("method"), path, headers, body);
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private void expect(RawHttp request, JsonObject expected) throws IOException {
    if (expected.containsKey("reset")) {
      assertThatThrownBy(request::await).isInstanceOf(SocketException.class);
    } else {
      compare(expected, request.await());
    }
  }

  private void open(String id, JsonObject step) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    JsonObject given = step.getJsonObject("headers");
    if (given != null) {
      given.forEach((name, value) -> headers.put(name, text(value)));
    }
    String path = placeholders.fill(step.getString("path"));
    RawWebSocket webSocket = RawWebSocket.open(port, path, headers);
    webSockets.put(id, webSocket);
    compare(step.getJsonObject("expect"), webSocket.handshake());
  }

  private void compare(JsonObject expected, RawHttp.Reply reply) throws IOException {
    String body = reply.text();
    assertThat(reply.status())
        .as("status, with body %s", body)
        .isEqualTo(expected.getInt("status"));
    boolean compressed = expected.containsKey("bodyDecompressed");
    String expectedBody = expected.getString(compressed ? "bodyDecompressed" : "bodyText");
    assertThat(placeholders.matches(expectedBody, body))
        .as("body <%s> is <%s>", body, expectedBody)
        .isTrue();
    compareHeaders(expected.getJsonArray("headers"), reply);
  }

  private void compareHeaders(JsonArray headers, RawHttp.Reply reply) {
    Map<String, String> actual = reply.headers();
    Map<String, String> expected = new LinkedHashMap<>();
    for (JsonArray header : headers.getValuesAs(JsonArray.class)) {
      expected.merge(
          header.getString(0).toLowerCase(Locale.ROOT),
          header.getString(1),
          (a, b) -> a + ", " + b);
    }
    if (reply.status() == 204) {
      expected.remove("content-length"); // which RFC 9110 forbids
    }
    expected.forEach(
        (name, value) -> {
          if (isCompared(name)) {
            assertThat(actual).containsKey(name);
            assertThat(placeholders.matches(normal(name, value), normal(name, actual.get(name))))
                .as("header %s <%s> is <%s>", name, actual.get(name), value)
                .isTrue();
          }
        });
    List<String> surplus =
        actual.keySet().stream()
            .filter(name -> isCompared(name) && !expected.containsKey(name))
            .filter(name -> !name.equals("content-length"))
            .toList();
    assertThat(surplus).as("headers that Node does not send").isEmpty();
  }

  private static boolean isCompared(String name) {
    return COMPARED.contains(name) || name.startsWith("access-control-");
  }

  private static String normal(String name, String value) {
    return name.equals("content-type") ? value.replace("; ", ";") : value;
  }

  private void expect(RawWebSocket webSocket, JsonObject expected) throws IOException {
    Frame frame = webSocket.receive();
    String op = expected.getString("op");
    assertThat(op(frame)).as("frame with payload <%s>", frame.text()).isEqualTo(op);
    switch (op) {
      case "text" -> {
        String text = expected.getString("text");
        assertThat(placeholders.matches(text, frame.text()))
            .as("text <%s> is <%s>", frame.text(), text)
            .isTrue();
        if (text.equals("2")) {
          lastPing = System.nanoTime();
        }
      }
      case "binary", "pong" ->
          assertThat(HexFormat.of().formatHex(frame.payload()))
              .isEqualTo(expected.getString("hex"));
      case "close" -> {
        int code = expected.getInt("code");
        // Undertow has no check of its own for a missing mask, but does not get far without.
        assertThat(frame.closeCode()).isIn(code, code == 1002 ? 1003 : code);
      }
      default -> {}
    }
  }

  private static String op(Frame frame) {
    return switch (frame.opcode()) {
      case Frame.TEXT -> "text";
      case Frame.BINARY -> "binary";
      case Frame.PONG -> "pong";
      case Frame.CLOSE -> "close";
      case Frame.END -> "tcp-close";
      default -> "opcode " + frame.opcode();
    };
  }

  @Override
  public void close() throws IOException {
    for (RawHttp request : requests.values()) {
      request.close();
    }
    for (RawWebSocket webSocket : webSockets.values()) {
      webSocket.close();
    }
  }
}
