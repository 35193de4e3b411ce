package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.server.TestServer.Joined;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What breaks the protocol closes the connection and harms nobody else; WIRE.md B.2. */
class BadPacketTest {

  private final TestServer server = new TestServer();

  @BeforeEach
  void watch() {
    server.watch(server.io.sockets());
    server.io.of("/custom");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "4abc | unknown packet type NaN",
        "42{} | invalid payload",
        "42abc[\"x\"] | invalid payload",
        "42[\"a\" | invalid payload",
        "42[null] | invalid payload",
        "42[\"connect\"] | invalid payload",
        "430{} | invalid payload",
        "41{} | invalid payload",
        "40/custom,[] | invalid payload",
        "#01 | got binary data when not reconstructing a packet",
        "4511-[\"message\"] | too many attachments"
      })
  void anUndecodablePacketIsAnErrorOfEachSocketAndClosesTheConnection(
      String frame, String message) {
    Joined joined = server.join("/");
    Joined bystander = server.join("/");
    joined.client().send(frame, "42[\"ignored\"]");
    assertThat(joined.client().frames()).isEmpty();
    assertThat(joined.client().isClosed()).isTrue();
    assertThat(server.noted())
        .containsExactly(
            "error " + message, "disconnecting forced close 1", "disconnect forced close 0");
    assertThat(bystander.socket().connected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40", "44{\"message\":\"x\"}", "41/custom,", "42/custom,[\"x\"]"})
  void aPacketOutOfPlaceClosesTheConnection(String frame) {
    Joined joined = server.join("/");
    joined.client().send(frame, "42[\"ignored\"]");
    assertThat(joined.client().frames()).isEmpty();
    assertThat(joined.client().isClosed()).isTrue();
    assertThat(server.noted())
        .containsExactly("disconnecting forced close 1", "disconnect forced close 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"42[\"x\"]", "41", "430[]", "44", "4abc"})
  void aClientMustJoinFirst(String frame) {
    TestClient client = server.open().send(frame);
    assertThat(client.isClosed()).isTrue();
    assertThat(server.noted()).isEmpty();
    assertThat(server.io.engine().clientsCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40", "42[\"x\"]", "41"})
  void aClientMustWaitForTheAnswerToItsConnect(String frame) {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      TestClient client = later.open().send("40", frame);
      assertThat(client.isClosed()).isTrue();
      executor.runAll();
      assertThat(client.frames()).isEmpty();
      assertThat(later.io.sockets().sockets()).isEmpty();
    }
  }

  @Test
  void theListenersOfAnErrorRunAlthoughTheSocketHasLeft() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      later.watch(later.io.sockets());
      TestClient client = later.open().send("40");
      executor.runAll();
      client.send("42{}");
      executor.runAll();
      assertThat(later.noted()).first().isEqualTo("error invalid payload");
    }
  }
}
