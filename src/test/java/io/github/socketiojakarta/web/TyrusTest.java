package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.testing.EchoListener;
import io.github.socketiojakarta.testing.JdkWebSocket;
import io.github.socketiojakarta.testing.RawWebSocket;
import io.github.socketiojakarta.testing.TestTimer;
import io.github.socketiojakarta.testing.TyrusServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoint without a servlet, on a container that differs from Undertow in much. */
class TyrusTest {

  private static final String PATH = "/socket.io/?EIO=4&transport=websocket";

  private static TestTimer timer;
  private static TyrusServer tyrus;
  private static volatile EngineServer engine;

  private EchoListener listener;

  @BeforeAll
  static void start() {
    timer = new TestTimer();
    tyrus = new TyrusServer("/socket.io/", () -> engine);
  }

  @AfterAll
  static void stop() {
    tyrus.close();
    timer.close();
  }

  @BeforeEach
  void openEngine() {
    listener = new EchoListener();
    engine = new EngineServer(EngineOptions.DEFAULTS, timer, listener);
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  private static JdkWebSocket connect() throws InterruptedException {
    JdkWebSocket client = new JdkWebSocket(tyrus.port(), PATH);
    assertThat((String) client.receive()).startsWith("0{\"sid\":\"").contains("\"upgrades\":[]");
    return client;
  }

  @Test
  void echoesTextAndBinary() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      client.send("4h\u00e9llo");
      assertThat(client.receive()).isEqualTo("4h\u00e9llo");
      client.send(new byte[] {1, 2, 3});
      assertThat(client.receive()).isEqualTo(new byte[] {1, 2, 3});
    }
  }

  @Test
  void keepsTheOrderOfManyMessages() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      for (int i = 0; i < 500; i++) {
        client.send("4" + i);
      }
      for (int i = 0; i < 500; i++) {
        assertThat(client.receive()).isEqualTo("4" + i);
      }
    }
  }

  @Test
  void servesTwoSocketsAtOnce() throws InterruptedException {
    try (JdkWebSocket one = connect();
        JdkWebSocket two = connect()) {
      assertThat(engine.clientsCount()).isEqualTo(2);
      one.send("4one");
      two.send("4two");
      assertThat(two.receive()).isEqualTo("4two");
      assertThat(one.receive()).isEqualTo("4one");
    }
  }

  @Test
  void carriesLargeMessages() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      String text = "4" + "x".repeat(999_999);
      client.send(text);
      assertThat(client.receive()).isEqualTo(text);
      byte[] bytes = new byte[1_000_000];
      bytes[999_999] = 7;
      client.send(bytes);
      assertThat(client.receive()).isEqualTo(bytes);
    }
  }

  @Test
  void closesWhoSendsTooMuch() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      client.send(new byte[1_000_001]);
      assertThat(client.receive()).isEqualTo(1009);
      listener.events().expect(List.of(List.of("close", "transport error")));
    }
  }

  @Test
  void pingsAndGivesUpTheSilent() throws InterruptedException {
    engine =
        new EngineServer(
            EngineOptions.builder()
                .pingInterval(Duration.ofMillis(100))
                .pingTimeout(Duration.ofMillis(300))
                .build(),
            timer,
            listener);
    try (JdkWebSocket client = connect()) {
      assertThat(client.receive()).isEqualTo("2");
      client.send("3");
      assertThat(client.receive()).isEqualTo("2");
      // Tyrus has no close frame without a status.
      assertThat(client.receive()).isEqualTo(1000);
      listener.events().expect(List.of(List.of("close", "ping timeout")));
    }
  }

  @Test
  void tellsTheEngineThatAClientHasClosed() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      client.sendClose();
      assertThat(client.receive()).isEqualTo(1000);
      listener.events().expect(List.of(List.of("close", "transport close")));
    }
  }

  @Test
  void tellsTheEngineThatAClientHasDied() throws InterruptedException, IOException {
    try (RawWebSocket client = RawWebSocket.open(tyrus.port(), PATH, Map.of())) {
      client.receive();
    }
    listener.events().expect(List.of(List.of("close", "transport close")));
  }

  @Test
  void sendsWhatWasSentBeforeTheClose() throws InterruptedException {
    try (JdkWebSocket client = connect()) {
      List<EnginePacket> packets = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        packets.add(EnginePacket.message("x".repeat(20_000)));
      }
      listener.socket().send(packets);
      listener.socket().close();
      for (int i = 0; i < 50; i++) {
        assertThat((String) client.receive()).hasSize(20_001);
      }
      assertThat(client.receive()).isEqualTo(1000);
    }
  }

  @Test
  void closesAHandshakeThatTheEngineRefused() throws InterruptedException {
    try (JdkWebSocket client =
        new JdkWebSocket(tyrus.port(), "/socket.io/?EIO=3&transport=websocket")) {
      assertThat(client.receive()).isEqualTo(1008);
    }
  }
}
