package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.ServerOptions;
import io.github.socketiojakarta.testing.TestTimer;
import io.github.socketiojakarta.testing.TyrusServer;
import io.github.socketiojakarta.testing.UndertowServer;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Socket.IO client for Java against both containers. */
class JavaClientTest {

  private enum Way {
    UNDERTOW_POLLING("polling"),
    UNDERTOW_UPGRADE("polling", "websocket"),
    UNDERTOW_WEBSOCKET("websocket"),
    TYRUS_WEBSOCKET("websocket");

    final String[] transports;

    Way(String... transports) {
      this.transports = transports;
    }
  }

  private static ExecutorService executor;
  private static TestTimer timer;
  private static JsonbCodec json;
  private static UndertowServer undertow;
  private static TyrusServer tyrus;
  private static volatile Server server;

  private final BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() {
    executor = Executors.newFixedThreadPool(4);
    timer = new TestTimer();
    json = new JsonbCodec();
    undertow = new UndertowServer("/socket.io/", () -> server.engine());
    tyrus = new TyrusServer("/socket.io/", () -> server.engine());
  }

  @AfterAll
  static void stop() {
    tyrus.close();
    undertow.close();
    json.close();
    timer.close();
    executor.shutdownNow();
  }

  @BeforeEach
  void openServer() {
    server = new Server(ServerOptions.DEFAULTS, new InMemoryAdapter(), json, timer, executor);
    server.start();
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private Socket connect(Way way) {
    int port = way == Way.TYRUS_WEBSOCKET ? tyrus.port() : undertow.port();
    IO.Options options =
        IO.Options.builder()
            .setForceNew(true)
            .setReconnection(false)
            .setTransports(way.transports)
            .build();
    Socket client = IO.socket(URI.create("http://127.0.0.1:" + port), options);
    client.on(Socket.EVENT_CONNECT, args -> heard("connect"));
    client.on(Socket.EVENT_CONNECT_ERROR, args -> heard("connect_error", args));
    client.on(Socket.EVENT_DISCONNECT, args -> heard("disconnect", args));
    return client;
  }

  private void heard(String event, Object... args) {
    List<Object> all = new ArrayList<>(List.of(event));
    all.addAll(Arrays.asList(args));
    heard.add(all);
  }

  private List<Object> next() throws InterruptedException {
    return heard.poll(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void talksBothWaysAndWithAcknowledgements(Way way) throws InterruptedException {
    server.onConnection(
        socket -> {
          socket.on("question", (args, ack) -> ack.send("answer to " + args.get(0)));
          socket.on("bytes", (args, ack) -> socket.emit("back", args.get(0)));
        });
    Socket client = connect(way);
    try {
      client.on("back", args -> heard("back", args));
      client.connect();
      assertThat(next()).containsExactly("connect");
      client.emit("question", new Object[] {"h\u00e9"}, (Ack) args -> heard("ack", args));
      assertThat(next()).containsExactly("ack", "answer to h\u00e9");
      byte[] bytes = new byte[100_000];
      bytes[99_999] = 1;
      client.emit("bytes", bytes);
      assertThat(next()).containsExactly("back", bytes);
    } finally {
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsOrderWhileMuchIsSent(Way way) throws InterruptedException {
    server.onConnection(
        socket -> {
          for (int i = 0; i < 300; i++) {
            socket.emit("n", i);
          }
        });
    Socket client = connect(way);
    try {
      client.on("n", args -> heard("n", args));
      client.connect();
      assertThat(next()).containsExactly("connect");
      for (int i = 0; i < 300; i++) {
        assertThat(next()).containsExactly("n", i);
      }
    } finally {
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource
  void hearsOfTheServersDisconnect(Way way) throws InterruptedException {
    server.onConnection(socket -> socket.on("go", (args, ack) -> socket.disconnect(true)));
    Socket client = connect(way);
    try {
      client.connect();
      assertThat(next()).containsExactly("connect");
      client.emit("go");
      assertThat(next()).containsExactly("disconnect", "io server disconnect");
    } finally {
      client.disconnect();
    }
  }

  @Test
  void bridgesTheTransports() throws InterruptedException {
    server.onConnection(
        socket -> socket.on("say", (args, ack) -> server.emit("said", args.get(0))));
    Socket polling = connect(Way.UNDERTOW_POLLING);
    Socket webSocket = connect(Way.TYRUS_WEBSOCKET);
    try {
      polling.on("said", args -> heard("polling", args));
      webSocket.on("said", args -> heard("websocket", args));
      polling.connect();
      assertThat(next()).containsExactly("connect");
      webSocket.connect();
      assertThat(next()).containsExactly("connect");
      polling.emit("say", "hello");
      assertThat(List.of(next(), next()))
          .containsExactlyInAnyOrder(List.of("polling", "hello"), List.of("websocket", "hello"));
    } finally {
      polling.disconnect();
      webSocket.disconnect();
    }
  }
}
