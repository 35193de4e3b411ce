package io.github.socketiojakarta.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.protocol.EnginePacket;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays one recorded scenario against an engine with an echo on it. Waiting moves a manual timer,
 * so nothing depends on the machine's speed.
 */
final class TranscriptRunner {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");
  private static final Set<String> COMPARED =
      Set.of("content-type", "cache-control", "set-cookie", "vary", "x-xss-protection");

  private final ManualTimer timer = new ManualTimer();
  private final EngineServer server;
  private final Map<String, String> captured = new HashMap<>();
  private final Map<String, FakeHttpExchange> exchanges = new HashMap<>();
  private final Map<String, FakeWebSocketConnection> sockets = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private final Set<String> closedByClient = new HashSet<>();
  private EngineSocket socket;

  TranscriptRunner(JsonObject settings) {
    server =
        new EngineServer(options(settings.getJsonObject("options")), timer, new EchoListener());
  }

  /** Echoes, and writes down what happens. */
  private final class EchoListener implements EngineListener {

    @Override
    public EngineSocket.Listener onConnection(EngineSocket opened) {
      socket = opened;
      return new EngineSocket.Listener() {
        @Override
        public void onMessage(EnginePacket message) {
          events.add("message " + show(message));
          opened.send(List.of(message));
        }

        @Override
        public void onClose(CloseReason reason) {
          events.add("close " + reason);
        }

        @Override
        public void onUpgrade(String transport) {
          events.add("upgrade " + transport);
        }
      };
    }

    @Override
    public void onConnectionError(
        EngineRequest request, EngineError error, Map<String, String> context) {
      events.add(
          "connection_error "
              + error.code()
              + " "
              + error.message()
              + " "
              + new TreeMap<>(context));
    }
  }

  private static String show(EnginePacket message) {
    return message.isBinary() ? HexFormat.of().formatHex(message.bytes()) : message.data();
  }

  private static EngineOptions options(JsonObject node) {
    EngineOptions d = EngineOptions.DEFAULTS;
    return EngineOptions.builder()
        .path("/engine.io/")
        .pingInterval(millis(node, "pingInterval", d.pingInterval()))
        .pingTimeout(millis(node, "pingTimeout", d.pingTimeout()))
        .upgradeTimeout(millis(node, "upgradeTimeout", d.upgradeTimeout()))
        .maxHttpBufferSize(node.getInt("maxHttpBufferSize", d.maxHttpBufferSize()))
        .transports(
            node.containsKey("transports")
                ? node.getJsonArray("transports").getValuesAs(JsonString::getString)
                : d.transports())
        .allowUpgrades(node.getBoolean("allowUpgrades", true))
        .cors(Optional.ofNullable(node.getJsonObject("cors")).map(TranscriptRunner::cors))
        .cookie(Optional.ofNullable(node.get("cookie")).map(TranscriptRunner::cookie))
        .requestFilter(filter(node.getString("allowRequest", "")))
        .build();
  }

  private static Duration millis(JsonObject node, String name, Duration otherwise) {
    return node.containsKey(name) ? Duration.ofMillis(node.getInt(name)) : otherwise;
  }

  private static EngineOptions.Cors cors(JsonObject node) {
    JsonValue origin = node.get("origin");
    List<String> origins =
        origin instanceof JsonArray list
            // a RegExp was recorded as {}; the scenario asks from a subdomain of b.test
            ? list.stream()
                .map(one -> one instanceof JsonString text ? text.getString() : "/\\.b\\.test$/")
                .toList()
            : List.of(((JsonString) origin).getString());
    return new EngineOptions.Cors(
        origins,
        List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"),
        List.of(),
        List.of(),
        false,
        Optional.empty());
  }

  private static EngineOptions.Cookie cookie(JsonValue value) {
    if (!(value instanceof JsonObject node)) {
      return EngineOptions.Cookie.DEFAULTS;
    }
    return new EngineOptions.Cookie(
        node.getString("name"),
        node.getString("path"),
        node.getBoolean("httpOnly"),
        Optional.of(node.getString("sameSite")),
        Optional.of(Duration.ofSeconds(node.getInt("maxAge"))),
        Optional.of(node.getString("domain")),
        node.getBoolean("secure"));
  }

  private static RequestFilter filter(String function) {
    if (function.isEmpty()) {
      return RequestFilter.ALLOW_ALL;
    }
    Matcher message = Pattern.compile("fn\\(\"([^\"]*)\"").matcher(function);
    String text = message.find() ? message.group(1) : EngineError.FORBIDDEN.message();
    return request -> Optional.of(text);
  }

  void run(JsonObject step) {
    String id = step.getString("id", "");
    switch (step.getString("do")) {
      case "http" -> {
        start(id, step.getJsonObject("request"), false);
        await(id, step.getJsonObject("expect"));
      }
      case "http-start" -> start(id, step.getJsonObject("request"), true);
      case "http-await" -> await(id, step.getJsonObject("expect"));
      case "http-abort" -> exchanges.get(id).clientGoesAway();
      case "ws-open" -> open(id, step);
      case "ws-send" -> {
        if (step.containsKey("hex")) {
          sockets.get(id).receive(HexFormat.of().parseHex(step.getString("hex")));
        } else {
          sockets.get(id).receive(fill(step.getString("text")));
        }
      }
      case "ws-expect" -> expectFrame(id, step.getJsonObject("frame"));
      case "ws-expect-silence" -> {
        int before = sockets.get(id).frames().size();
        timer.advanceMillis(step.getInt("ms"));
        assertThat(sockets.get(id).frames()).hasSize(before);
      }
      case "ws-close", "ws-destroy" -> {
        sockets.get(id).clientCloses();
        closedByClient.add(id);
      }
      case "sleep" -> timer.advanceMillis(step.getInt("ms"));
      case "server" -> call(step.getString("js"));
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  /** A POST that is only started has sent a part of its body. */
  private void start(String id, JsonObject request, boolean partial) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (request.containsKey("headers")) {
      request.getJsonObject("headers").forEach((name, value) -> headers.put(name, text(value)));
    }
    byte[] body = fill(request.getString("bodyText", "")).getBytes(StandardCharsets.UTF_8);
    String method = request.getString("method");
    FakeHttpExchange exchange =
        new FakeHttpExchange(Requests.of(method, fill(request.getString("path")), headers), body);
    if (partial && method.equals("POST")) {
      exchange.holdBody();
    }
    exchanges.put(id, exchange);
    server.handle(exchange);
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private void await(String id, JsonObject expected) {
    FakeHttpExchange exchange = exchanges.get(id);
    await(() -> exchange.answered() || exchange.aborted());
    if (expected.getBoolean("reset", false)) {
      assertThat(exchange.aborted()).isTrue();
      return;
    }
    assertThat(exchange.status()).isEqualTo(expected.getInt("status"));
    if (expected.containsKey("bodyText")) {
      match(expected.getString("bodyText"), exchange.text());
    }
    List<String> wanted = new ArrayList<>();
    for (JsonValue header : expected.getJsonArray("headers")) {
      JsonArray pair = header.asJsonArray();
      if (compared(pair.getString(0))) {
        wanted.add(pair.getString(0).toLowerCase(Locale.ROOT) + ": " + fill(pair.getString(1)));
      }
    }
    List<String> given = new ArrayList<>();
    exchange
        .headers()
        .forEach(
            (name, value) -> {
              if (compared(name)) {
                given.add(name.toLowerCase(Locale.ROOT) + ": " + value);
              }
            });
    assertThat(given).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static boolean compared(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return COMPARED.contains(name) || name.startsWith("access-control-");
  }

  private void open(String id, JsonObject step) {
    JsonObject expected = step.getJsonObject("expect");
    Map<String, String> headers = new LinkedHashMap<>();
    if (step.containsKey("headers")) {
      step.getJsonObject("headers").forEach((name, value) -> headers.put(name, text(value)));
    }
    EngineRequest request = Requests.of("GET", fill(step.getString("path")), headers);
    if (expected.getInt("status") != 101) {
      assertThat(server.refuseUpgrade(request)).hasValue(expected.getString("bodyText"));
      return;
    }
    for (JsonValue header : expected.getJsonArray("headers")) {
      JsonArray pair = header.asJsonArray();
      if (compared(pair.getString(0))) {
        assertThat(server.upgradeHeaders(request))
            .containsEntry(pair.getString(0), pair.getString(1));
      }
    }
    sockets.put(id, new FakeWebSocketConnection().openAt(server, request.url()));
    seen.put(id, 0);
  }

  private void expectFrame(String id, JsonObject frame) {
    FakeWebSocketConnection connection = sockets.get(id);
    if (closedByClient.contains(id)) {
      return; // answering a close frame is the container's affair
    }
    if (frame.getString("op").equals("close")) {
      await(() -> connection.closeCode() != null);
      assertThat(connection.closeCode()).isEqualTo(frame.getInt("code"));
      return;
    }
    if (frame.getString("op").equals("tcp-close")) {
      return; // the container's affair
    }
    int index = seen.merge(id, 1, Integer::sum) - 1;
    await(() -> connection.frames().size() > index);
    Object given = connection.frames().get(index);
    if (given instanceof byte[] bytes) {
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(frame.getString("hex"));
    } else {
      match(frame.getString("text"), (String) given);
    }
  }

  private void call(String js) {
    for (String statement : js.split("; ")) {
      Matcher repeat =
          Pattern.compile("socket\\.send\\(\"x\"\\.repeat\\((\\d+)\\)\\)").matcher(statement);
      Matcher text = Pattern.compile("socket\\.send\\(\"(\\w+)\"\\)").matcher(statement);
      if (statement.equals("socket.close()")) {
        socket.close();
      } else if (statement.equals("socket.send(Buffer.from([0,255]))")) {
        socket.send(List.of(EnginePacket.message(new byte[] {0, (byte) 255})));
      } else if (repeat.matches()) {
        String data = "x".repeat(Integer.parseInt(repeat.group(1)));
        socket.send(List.of(EnginePacket.message(data)));
      } else if (text.matches()) {
        socket.send(List.of(EnginePacket.message(text.group(1))));
      } else {
        throw new IllegalArgumentException(js);
      }
    }
  }

  private void await(BooleanSupplier condition) {
    for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
      timer.advanceMillis(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private String fill(String template) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(captured.get(found.group(1))));
  }

  /** Compares, and captures what a placeholder stands for the first time. */
  private void match(String template, String given) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    if (placeholder.find() && !captured.containsKey(placeholder.group(1))) {
      Matcher value =
          Pattern.compile(
                  Pattern.quote(template.substring(0, placeholder.start()))
                      + "([A-Za-z0-9_-]{20})"
                      + Pattern.quote(template.substring(placeholder.end())),
                  Pattern.DOTALL)
              .matcher(given);
      assertThat(value.matches()).as("%s matches %s", given, template).isTrue();
      captured.put(placeholder.group(1), value.group(1));
      return;
    }
    assertThat(given).isEqualTo(fill(template));
  }

  List<String> events() {
    return events;
  }

  boolean overlapped() {
    return sockets.values().stream().anyMatch(FakeWebSocketConnection::overlapped);
  }

  List<String> expectedEvents(JsonArray recorded) {
    List<String> expected = new ArrayList<>();
    for (JsonValue value : recorded) {
      JsonArray event = value.asJsonArray();
      String name = event.getString(0);
      expected.add(
          switch (name) {
            case "message" -> "message " + message(event.get(1));
            case "close" -> "close " + event.getString(1);
            case "upgrade" -> "upgrade " + event.getString(1);
            default ->
                name
                    + " "
                    + event.getInt(1)
                    + " "
                    + event.getString(2)
                    + " "
                    + context(event.getJsonObject(3));
          });
    }
    return expected;
  }

  private static String message(JsonValue value) {
    return value instanceof JsonObject tagged ? tagged.getString("hex", "") : text(value);
  }

  /** What is undefined in Node is absent here; a missing message is the standard one. */
  private Map<String, String> context(JsonObject node) {
    Map<String, String> context = new TreeMap<>();
    node.forEach(
        (name, value) -> {
          if (value == JsonValue.NULL) {
            context.put(name, EngineError.FORBIDDEN.message());
          } else if (!(value instanceof JsonObject)) {
            context.put(name, fill(text(value)));
          }
        });
    return context;
  }
}
