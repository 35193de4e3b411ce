package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void answersWithANewIdPerSocket() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(server.open().join("/"));
    }
    assertThat(ids).hasSize(100);
    assertThat(server.io.sockets().sockets()).hasSize(100).allMatch(Socket::connected);
  }

  @Test
  void joinsANamespaceWithAndWithoutComma() {
    server.io.of("/custom");
    TestClient first = server.open();
    first.send("40/custom");
    first.joined("/custom");
    server.open().join("/custom");
    assertThat(server.io.of("/custom").sockets()).hasSize(2);
    assertThat(server.io.sockets().sockets()).isEmpty();
  }

  @Test
  void theReplyPrecedesWhatTheListenersEmit() {
    server.io.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    TestClient client = server.open().send("40{\"token\":\"é😀\",\"n\":[1]}");
    client.joined("/");
    assertThat(client.frames()).containsExactly("42[\"auth\",{\"token\":\"é😀\",\"n\":[1]}]");

    TestClient other = server.open().send("40");
    other.joined("/");
    assertThat(other.frames()).containsExactly("42[\"auth\",{}]");
  }

  @Test
  void theHandshakeTellsWhereTheSocketCameFrom() {
    Instant before = Instant.now();
    TestClient client = server.open().send("40{\"a\":null}");
    Socket socket = server.io.sockets().socket(client.joined("/")).orElseThrow();

    Handshake handshake = socket.handshake();
    assertThat(handshake.headers()).containsEntry("user-agent", "test");
    assertThat(handshake.query()).containsEntry("token", "t");
    assertThat(handshake.auth()).containsEntry("a", null);
    assertThat(handshake.address()).isEqualTo("127.0.0.1");
    assertThat(handshake.xdomain()).isTrue();
    assertThat(handshake.secure()).isTrue();
    assertThat(handshake.issued()).isBetween(before, Instant.now());
    assertThat(handshake.url()).startsWith("/socket.io/?").contains("EIO=4");
    assertThat(handshake.principal()).map(Principal::getName).contains("alice");
    assertThat(socket.rooms()).containsExactly(socket.id());
    assertThat(socket.data()).isEmpty();
    assertThat(socket.id()).isNotEqualTo(socket.conn().id());
  }

  @Test
  void anUnknownNamespaceIsRefusedAndTheConnectionLivesOn() {
    TestClient client = server.open();
    client.send("40/random", "40/custom?token=abc,");
    assertThat(client.frames())
        .containsExactly(
            "44/random,{\"message\":\"Invalid namespace\"}",
            "44/custom?token=abc,{\"message\":\"Invalid namespace\"}");
    client.join("/");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void closesAConnectionThatJoinsNothingInTime() {
    ServerOptions options = ServerOptions.builder().connectTimeout(Duration.ofSeconds(5)).build();
    try (TestServer quick = new TestServer(options, new InMemoryAdapter(), Runnable::run)) {
      TestClient client = quick.open();
      client.send("40/random,");
      quick.timer.advance(Duration.ofMillis(4999));
      assertThat(client.isClosed()).isFalse();
      quick.timer.advance(Duration.ofMillis(1));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void theFirstNamespaceJoinedEndsTheTimeout() {
    ServerOptions options = ServerOptions.builder().connectTimeout(Duration.ofSeconds(5)).build();
    try (TestServer quick = new TestServer(options, new InMemoryAdapter(), Runnable::run)) {
      TestClient client = quick.open();
      client.join("/");
      client.send("41");
      quick.timer.advance(Duration.ofSeconds(10));
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void joinsAgainAfterLeavingWithANewId() {
    TestClient client = server.open();
    String first = client.join("/");
    client.send("41");
    String second = client.join("/");
    assertThat(second).isNotEqualTo(first);
    assertThat(server.io.sockets().sockets()).extracting(Socket::id).containsExactly(second);
  }

  @Test
  void aClientThatHasGoneIsNotLetIn() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      later.io.onConnection(socket -> later.note("connected"));
      TestClient client = later.open().send("40");
      client.vanish();
      executor.runAll();
      assertThat(later.noted()).isEmpty();
      assertThat(later.io.sockets().sockets()).isEmpty();
    }
  }

  @Test
  void aFullExecutorCostsTheConnectionOnly() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer full = new TestServer(executor)) {
      TestClient client = full.open();
      executor.refuse();
      client.send("40");
      assertThat(client.isClosed()).isTrue();
      assertThat(full.io.engine().clientsCount()).isZero();
    }
  }

  @Test
  void onlyOneSocketPerConnectionAndNamespaceIsAtWork() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      TestClient client = later.open();
      for (int i = 0; i < 20; i++) {
        client.send("40");
        assertThat(executor.waiting()).isEqualTo(1);
        executor.runAll();
        client.joined("/");
        client.send("41");
      }
      assertThat(executor.waiting()).isEqualTo(1);
    }
  }

  @Test
  void authThatIsNoPlainMapOfStringsIsStillKept() {
    TestClient client = server.open().send("40{\"nested\":{\"b\":[true,null]}}");
    Socket socket = server.io.sockets().socket(client.joined("/")).orElseThrow();
    assertThat(socket.handshake().auth()).containsOnlyKeys("nested");
    assertThat(socket.handshake().auth().get("nested")).isInstanceOf(Map.class);
  }
}
