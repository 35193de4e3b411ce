package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.ConnectException;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.ServerOptions;
import io.github.socketiojakarta.server.Socket;
import io.github.socketiojakarta.testing.EventLog;
import io.github.socketiojakarta.testing.TestTimer;
import io.github.socketiojakarta.testing.Transcript;
import io.github.socketiojakarta.testing.TranscriptRunner;
import io.github.socketiojakarta.testing.UndertowServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded Socket.IO scenario of protocol 5 without recovery, over real connections. */
class SocketIoTranscriptTest {

  /** Our words where the recorded ones are those of a TypeError in Node's decoder. */
  private static final Map<String, String> OTHER_MESSAGE = Map.of("bad-empty", "empty packet");

  private static TestTimer timer;
  private static JsonbCodec json;
  private static UndertowServer undertow;
  private static volatile Server server;

  @BeforeAll
  static void start() {
    timer = new TestTimer();
    json = new JsonbCodec();
    undertow = new UndertowServer("/socket.io/", () -> server.engine());
  }

  @AfterAll
  static void stop() {
    undertow.close();
    json.close();
    timer.close();
  }

  @TestFactory
  Stream<DynamicTest> answersAsNodeDoes() {
    return Transcript.load("socketio-transcripts.jsonl").stream()
        .map(transcript -> DynamicTest.dynamicTest(transcript.id(), () -> play(transcript)));
  }

  private static void play(Transcript transcript) throws Exception {
    JsonObject options = transcript.options();
    Assumptions.assumeFalse(
        options.containsKey("allowEIO3"), "Socket.IO v2 clients are not supported");
    Assumptions.assumeFalse(
        options.containsKey("connectionStateRecovery"), "recovery has tests of its own");
    Assumptions.assumeFalse(
        transcript.id().equals("dynamic-namespace"), "there are no dynamic namespaces");
    // On the thread that brings the message, as in Node: the answer to a POST comes after what it
    // caused.
    try (Server made =
        new Server(serverOptions(options), new InMemoryAdapter(), json, timer, Runnable::run)) {
      made.start();
      SuiteApp app = new SuiteApp(made);
      server = made;
      try (TranscriptRunner runner = new TranscriptRunner(undertow.port(), app::step)) {
        runner.run(transcript);
        app.events.expect(expectedEvents(transcript));
      }
    }
  }

  private static ServerOptions serverOptions(JsonObject given) {
    EngineOptions defaults = EngineOptions.DEFAULTS;
    EngineOptions engine =
        EngineOptions.builder()
            .pingInterval(millis(given, "pingInterval", defaults.pingInterval()))
            .pingTimeout(millis(given, "pingTimeout", defaults.pingTimeout()))
            .build();
    return ServerOptions.builder()
        .engine(engine)
        .connectTimeout(millis(given, "connectTimeout", ServerOptions.DEFAULTS.connectTimeout()))
        .build();
  }

  private static Duration millis(JsonObject given, String name, Duration otherwise) {
    return given.containsKey(name) ? Duration.ofMillis(given.getInt(name)) : otherwise;
  }

  /**
   * The recorded events as {@link SuiteApp} notes them. "event" is what Node's catch-all listener
   * saw, which we do not have; the error that has no message is its echo of an event named so.
   */
  private static List<List<Object>> expectedEvents(Transcript transcript) {
    List<List<Object>> events = new ArrayList<>();
    for (JsonArray recorded :
        transcript.json().getJsonArray("serverEvents").getValuesAs(JsonArray.class)) {
      String name = recorded.getString(0);
      if (name.equals("event") || name.equals("error") && recorded.get(1) instanceof JsonObject) {
        continue;
      }
      if (name.equals("connection")) {
        events.add(List.of(name, recorded.getString(1)));
      } else if (name.equals("error") && OTHER_MESSAGE.containsKey(transcript.id())) {
        events.add(List.of(name, OTHER_MESSAGE.get(transcript.id())));
      } else {
        events.add(recorded.stream().map(SocketIoTranscriptTest::value).toList());
      }
    }
    return events;
  }

  private static Object value(JsonValue value) {
    if (value instanceof JsonString string) {
      return string.getString();
    }
    if (value instanceof JsonNumber number) {
      return number.longValueExact();
    }
    return value == JsonValue.NULL ? null : "hex " + value.asJsonObject().getString("hex");
  }

  private static List<Object> notes(List<Object> plain) {
    List<Object> notes = new ArrayList<>();
    for (Object value : plain) {
      if (value instanceof byte[] bytes) {
        notes.add("hex " + HexFormat.of().formatHex(bytes));
      } else {
        notes.add(value instanceof Number number ? (Object) number.longValue() : value);
      }
    }
    return notes;
  }

  /** The application of the recordings. */
  private static final class SuiteApp {

    final EventLog events = new EventLog();
    private final Server io;
    private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();

    SuiteApp(Server io) {
      this.io = io;
      for (String name : List.of("/", "/custom")) {
        io.of(name)
            .onConnection(
                socket -> {
                  note(socket);
                  socket.on("message", (args, ack) -> socket.emit("message-back", array(args)));
                  socket.on("message-with-ack", (args, ack) -> ack.send(array(args)));
                  socket.emit("auth", socket.handshake().auth());
                });
      }
      io.of("/quiet").onConnection(this::note);
      io.of("/mw")
          .use(
              socket -> {
                throw new ConnectException("plain");
              });
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("code", "E1");
      data.put("n", 1);
      io.of("/mw-data")
          .use(
              socket -> {
                throw new ConnectException("nope", data);
              });
    }

    private static Object[] array(Arguments args) {
      return args.toList().toArray();
    }

    private void note(Socket socket) {
      assertThat(socket.rooms()).containsExactly(socket.id());
      assertThat(socket.data()).isEmpty();
      String nsp = socket.namespace().name();
      events.add("connection", nsp);
      socket.onError(error -> events.add("error", error.getMessage()));
      socket.onDisconnect(reason -> events.add("disconnect", nsp, reason.toString()));
      connected.add(socket);
    }

    private Socket next() {
      try {
        Socket socket = connected.poll(5, TimeUnit.SECONDS);
        assertThat(socket).as("a connected socket").isNotNull();
        return socket;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** What the recordings say in JavaScript; told apart by how they begin. */
    void step(String js) {
      if (js.startsWith("for (let i = 0; i < 3; i++) socket.emit(\"q\", i,")) {
        Socket socket = next();
        for (int i = 0; i < 3; i++) {
          noteAck(socket.emitWithAck("q", i), (long) i);
        }
      } else if (js.startsWith("socket.timeout(100).emit(\"q\",")) {
        Socket socket = next();
        connected.add(socket);
        socket
            .timeout(Duration.ofMillis(100))
            .emitWithAck("q")
            .whenComplete(
                (args, failure) -> {
                  if (failure == null) {
                    noteAck(args, (Object) null);
                  } else {
                    events.add("ack", failure.getMessage());
                  }
                });
      } else if (js.startsWith("socket.emit(\"a\", undefined, null, NaN,")) {
        emitTypes(next());
      } else if (js.startsWith("for (const n of [\"connect\",\"connect_error\",")) {
        emitReserved(next());
      } else if (js.startsWith("s1.join(\"a\"); s1.join(\"b\"); s2.join(\"b\");")) {
        next();
        next(); // both are there; in the order of joining, for their listeners may run in the other
        Iterator<Socket> joined = io.of("/quiet").sockets().iterator();
        broadcast(joined.next(), joined.next());
      } else if (js.equals("socket.volatile.emit(\"lost\"); socket.emit(\"kept\")")) {
        Socket socket = next();
        socket.asVolatile().emit("lost");
        socket.emit("kept");
      } else if (js.equals("socket.disconnect()")) {
        next().disconnect();
      } else if (js.equals("socket.disconnect(true)")) {
        next().disconnect(true);
      } else if (js.equals("io.disconnectSockets()")) {
        io.disconnectSockets(false);
      } else {
        throw new IllegalArgumentException(js);
      }
    }

    private void noteAck(CompletionStage<Arguments> answer, Object first) {
      answer.thenAccept(args -> noteAck(args, first));
    }

    private void noteAck(Arguments args, Object first) {
      List<Object> event = new ArrayList<>(Arrays.asList("ack", first));
      event.addAll(notes(args.toList()));
      events.add(event.toArray());
    }

    /** Dates are written by JSON-B in its own way; here they are texts. */
    private static void emitTypes(Socket socket) {
      String date = "1970-01-01T00:00:00.000Z";
      Map<String, Object> empty = Collections.emptyMap();
      socket.emit("a", null, null, Double.NaN, -0.0, 1e21, date, empty, empty, "\u2028");
      socket.emit("b", new byte[] {1}, date, null, Map.of("x", new byte[] {2}));
      socket.emit("");
      socket.emit("c", new byte[2]);
    }

    private void emitReserved(Socket socket) {
      for (String name :
          List.of(
              "connect",
              "connect_error",
              "disconnect",
              "disconnecting",
              "newListener",
              "removeListener",
              "error",
              "connection")) {
        try {
          socket.emit(name);
          events.add("emit", name, "ok");
        } catch (RuntimeException e) {
          events.add("emit", name, e.getMessage());
        }
      }
    }

    private void broadcast(Socket s1, Socket s2) {
      s1.join("a");
      s1.join("b");
      s2.join("b");
      io.of("/quiet").to("a").to("b").emit("union", 1);
      io.of("/quiet").except("a").emit("noA", 2);
      s1.broadcast().emit("bc", new byte[] {7});
      io.of("/quiet").to("a").except("b").emit("none");
      s1.to("b").emit("tob");
      io.of("/quiet").to("zz").emit("nobody");
      io.of("/quiet").emit("all");
    }
  }
}
