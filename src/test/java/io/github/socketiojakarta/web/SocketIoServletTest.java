package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.testing.EchoListener;
import io.github.socketiojakarta.testing.RawHttp;
import io.github.socketiojakarta.testing.RawWebSocket;
import io.github.socketiojakarta.testing.TestTimer;
import io.github.socketiojakarta.testing.UndertowServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the servlet owes to clients that are slow, gone or not what they should be. */
class SocketIoServletTest {

  private static final String POLL = "/socket.io/?EIO=4&transport=polling";

  /** More than the container has threads. */
  private static final int MANY = 40;

  private static TestTimer timer;
  private static UndertowServer undertow;
  private static volatile EngineServer engine;

  private EchoListener listener;

  @BeforeAll
  static void start() {
    timer = new TestTimer();
    undertow = new UndertowServer("/socket.io/", () -> engine);
  }

  @AfterAll
  static void stop() {
    undertow.close();
    timer.close();
  }

  @BeforeEach
  void openEngine() {
    listener = new EchoListener();
    engine = new EngineServer(EngineOptions.DEFAULTS, timer, listener);
  }

  @AfterEach
  void closeEngine() {
    if (engine != null) {
      engine.close();
    }
  }

  private static RawHttp.Reply get(String path) throws IOException {
    return RawHttp.exchange(undertow.port(), "GET", path, Map.of(), null);
  }

  private static String handshake() throws IOException {
    RawHttp.Reply reply = get(POLL);
    assertThat(reply.status()).isEqualTo(200);
    return POLL + "&sid=" + reply.text().substring(9, 29);
  }

  private static RawHttp post(String path, int announced, String part) throws IOException {
    return RawHttp.start(
        undertow.port(),
        "POST",
        path,
        Map.of("Content-Length", String.valueOf(announced)),
        part.getBytes(StandardCharsets.UTF_8));
  }

  private static void close(List<RawHttp> requests) throws IOException {
    for (RawHttp request : requests) {
      request.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/socket.io/?", "/socket.io?", "/socket.io/x/y?"})
  void answersOnThePathAndBelowIt(String path) throws IOException {
    assertThat(get(path + "EIO=4&transport=polling").status()).isEqualTo(200);
  }

  @Test
  void answersUnavailableUntilTheServerRuns() throws IOException {
    engine = null;
    assertThat(get(POLL).status()).isEqualTo(503);
    try (RawWebSocket client =
        RawWebSocket.open(undertow.port(), "/socket.io/?EIO=4&transport=websocket", Map.of())) {
      assertThat(client.handshake().status()).isEqualTo(503);
    }
  }

  @Test
  void refusesAHandshakeOnTheInternalPath() throws IOException {
    try (RawWebSocket client =
        RawWebSocket.open(
            undertow.port(), "/.socketio-jakarta/socket.io?EIO=4&transport=websocket", Map.of())) {
      assertThat(client.handshake().status()).isIn(403, 404); // Undertow: 404
    }
    assertThat(engine.clientsCount()).isZero();
  }

  @Test
  void refusesAKeyThatIsNone() throws IOException {
    try (RawWebSocket client =
        RawWebSocket.open(
            undertow.port(),
            "/socket.io/?EIO=4&transport=websocket",
            Map.of("Sec-WebSocket-Key", "short"))) {
      assertThat(client.handshake().status()).isEqualTo(400);
      assertThat(client.handshake().text())
          .isEqualTo("Missing or invalid Sec-WebSocket-Key header");
    }
  }

  @Test
  void treatsAnotherUpgradeAsAPlainRequest() throws IOException {
    Map<String, String> headers =
        Map.of("Upgrade", "h2c", "HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");
    assertThat(RawHttp.exchange(undertow.port(), "GET", POLL, headers, null).status())
        .isEqualTo(200);
  }

  @Test
  void holdsNoThreadForBodiesThatDoNotCome() throws IOException {
    List<RawHttp> requests = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      requests.add(post(handshake(), 100, "4half"));
    }
    assertThat(get(POLL).status()).isEqualTo(200);
    close(requests);
  }

  @Test
  void takesABodyInPieces() throws IOException {
    String session = handshake();
    try (RawHttp request = post(session, 10, "4he")) {
      request.send("llo".getBytes(StandardCharsets.UTF_8));
      request.send(" you".getBytes(StandardCharsets.UTF_8));
      assertThat(request.await().text()).isEqualTo("ok");
    }
    assertThat(get(session).text()).isEqualTo("4hello you");
  }

  @Test
  void answersATooLargeBodyAtOnceAndHoldsNoThreadForTheRest() throws IOException {
    List<RawHttp> requests = new ArrayList<>();
    String session = handshake();
    for (int i = 0; i < MANY; i++) {
      RawHttp request = post(session, 1_000_001, "4much");
      requests.add(request);
      assertThat(request.await().status()).isEqualTo(413);
    }
    assertThat(get(POLL).status()).isEqualTo(200);
    assertThat(engine.clientsCount()).isEqualTo(2);
    close(requests);
  }

  @Test
  void countsABodyOfUnknownLength() throws IOException {
    String session = handshake();
    Map<String, String> chunked = Map.of("Transfer-Encoding", "chunked");
    try (RawHttp request = RawHttp.start(undertow.port(), "POST", session, chunked, null)) {
      request.send("f4240\r\n".getBytes(StandardCharsets.US_ASCII)); // 1,000,000
      request.send("4".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
      request.send("\r\n1\r\n4\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(request.await().status()).isEqualTo(413);
    }
  }

  @Test
  void holdsNoThreadForTheBodyOfARefusedRequest() throws IOException {
    List<RawHttp> requests = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      RawHttp request = post(POLL, 100, "4half");
      requests.add(request);
      assertThat(request.await().text())
          .isEqualTo("{\"code\":2,\"message\":\"Bad handshake method\"}");
    }
    assertThat(get(POLL).status()).isEqualTo(200);
    close(requests);
  }

  @Test
  void holdsNoThreadForClientsThatDoNotRead() throws IOException {
    String text = "x".repeat(9_000_000);
    List<RawHttp> requests = new ArrayList<>();
    RawHttp last = null;
    for (int i = 0; i < MANY; i++) {
      listener = new EchoListener();
      engine.close();
      engine = new EngineServer(EngineOptions.DEFAULTS, timer, listener);
      String session = handshake();
      listener.socket().send(List.of(EnginePacket.message(text)));
      last = RawHttp.start(undertow.port(), "GET", session, Map.of(), null);
      requests.add(last);
    }
    assertThat(get(POLL).status()).isEqualTo(200);
    assertThat(last.await().text()).isEqualTo("4" + text);
    close(requests);
  }

  @Test
  void tellsTheEngineOfABodyThatBreaksOff() throws IOException, InterruptedException {
    post(handshake(), 100, "4half").close();
    listener.events().expect(List.of(List.of("close", "transport error")));
  }

  @Test
  void tellsTheEngineOfAnAnswerThatCannotBeWritten() throws IOException, InterruptedException {
    RawHttp poll = RawHttp.start(undertow.port(), "GET", handshake(), Map.of(), null);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!listener.socket().sendVolatile(List.of())) { // until the poll waits
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    poll.reset();
    listener.socket().send(List.of(EnginePacket.message("lost")));
    listener.events().expect(List.of(List.of("close", "transport error")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br|gzip",
        "deflate, gzip|deflate",
        "gzip;q=0.5, deflate;q=0.8|deflate",
        "gzip;q=0|identity",
        "br|identity",
        "*|gzip",
        "gzip;q=0, *|deflate"
      })
  void compressesAsTheClientLikesBest(String accepted, String used) throws IOException {
    String session = handshake();
    String text = "x".repeat(5000);
    listener.socket().send(List.of(EnginePacket.message(text)));
    Map<String, String> headers = Map.of("Accept-Encoding", accepted);
    RawHttp.Reply reply = RawHttp.exchange(undertow.port(), "GET", session, headers, null);
    assertThat(reply.headers().getOrDefault("content-encoding", "identity")).isEqualTo(used);
    assertThat(reply.text()).isEqualTo("4" + text);
    assertThat(reply.raw().length > 5000).isEqualTo(used.equals("identity"));
  }

  @Test
  void closesAWebSocketThatDoesNotRead() throws IOException, InterruptedException {
    engine =
        new EngineServer(
            EngineOptions.builder()
                .pingInterval(Duration.ofMillis(200))
                .pingTimeout(Duration.ofMillis(200))
                .build(),
            timer,
            listener);
    try (RawWebSocket client =
        RawWebSocket.open(undertow.port(), "/socket.io/?EIO=4&transport=websocket", Map.of())) {
      assertThat(client.receive().text()).startsWith("0{");
      listener.socket().send(List.of(EnginePacket.message(new byte[9_000_000])));
      listener.events().expect(List.of(List.of("close", "ping timeout")));
      assertThat(engine.clientsCount()).isZero();
    }
  }
}
