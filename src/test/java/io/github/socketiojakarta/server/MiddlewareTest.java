package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MiddlewareTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theyRunInOrderBeforeTheListeners() {
    server
        .io
        .use(socket -> server.note("first " + socket.connected()))
        .use(socket -> server.note("second " + socket.handshake().auth()))
        .onConnection(socket -> server.note("connection " + socket.connected()));
    server.open().send("40{\"token\":\"t\"}").joined("/");
    assertThat(server.noted())
        .containsExactly("first false", "second {token=t}", "connection true");
  }

  @Test
  void oneRefusesWithMessageAndData() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("code", "E1");
    data.put("n", 1);
    server
        .io
        .of("/mw-data")
        .use(
            socket -> {
              throw new ConnectException("nope", data);
            })
        .use(socket -> server.note("not reached"))
        .onConnection(socket -> server.note("not reached"));
    TestClient client = server.open().send("40/mw-data,");
    assertThat(client.frames())
        .containsExactly("44/mw-data,{\"message\":\"nope\",\"data\":{\"code\":\"E1\",\"n\":1}}");
    assertThat(client.isClosed()).isFalse();
    assertThat(server.noted()).isEmpty();
    assertThat(server.io.of("/mw-data").sockets()).isEmpty();
  }

  @Test
  void anyOtherExceptionRefusesWithItsMessage() {
    server
        .io
        .of("/mw")
        .use(
            socket -> {
              throw new Exception("plain");
            });
    server
        .io
        .of("/none")
        .use(
            socket -> {
              throw new IllegalStateException();
            });
    TestClient client = server.open().send("40/mw,", "40/none,");
    assertThat(client.frames())
        .containsExactly("44/mw,{\"message\":\"plain\"}", "44/none,{\"message\":\"\"}");
  }

  @Test
  void dataThatCannotBeWrittenIsLeftOut() {
    Map<String, Object> circle = new LinkedHashMap<>();
    circle.put("itself", circle);
    server.io.use(
        socket -> {
          throw new ConnectException("no", circle);
        });
    TestClient client = server.open().send("40");
    assertThat(client.frames()).containsExactly("44{\"message\":\"no\"}");
  }

  @Test
  void aRefusedClientMayTryAgain() {
    server.io.use(
        socket -> {
          if (!"secret".equals(socket.handshake().auth().get("token"))) {
            throw new ConnectException("wrong");
          }
        });
    TestClient client = server.open();
    client.send("40");
    assertThat(client.next()).isEqualTo("44{\"message\":\"wrong\"}");
    client.send("40{\"token\":\"secret\"}");
    client.joined("/");
  }

  @Test
  void roomsJoinedMeanwhileCountFromTheConnectOn() {
    server.io.use(
        socket -> {
          socket.join("early");
          server.io.to("early").emit("too early");
        });
    TestServer.Joined joined = server.join("/");
    assertThat(joined.client().frames()).isEmpty();
    assertThat(joined.socket().rooms()).containsExactly("early", joined.socket().id());
    server.io.to("early").emit("in time");
    assertThat(joined.client().frames()).containsExactly("42[\"in time\"]");
  }

  @Test
  void theRoomsOfARefusedSocketAreForgotten() {
    server.io.use(
        socket -> {
          socket.join("early");
          throw new ConnectException("no");
        });
    server.open().send("40");
    assertThat(server.io.sockets().rooms().size()).isZero();
  }

  @Test
  void aClientThatGoesWhileOneIsBusyIsForgotten() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = new TestServer(executor)) {
      TestClient client = later.open();
      later
          .io
          .use(
              socket -> {
                socket.join("early");
                client.vanish();
              })
          .use(socket -> later.note("not reached"))
          .onConnection(socket -> later.note("not reached"));
      client.send("40");
      executor.runAll();
      assertThat(later.noted()).isEmpty();
      assertThat(client.frames()).isEmpty();
      assertThat(later.io.sockets().sockets()).isEmpty();
      assertThat(later.io.sockets().rooms().size()).isZero();
    }
  }

  @Test
  void disconnectHasNoEffectBeforeTheSocketHasJoined() {
    server.io.use(socket -> socket.disconnect(true));
    TestServer.Joined joined = server.join("/");
    assertThat(joined.socket().connected()).isTrue();
  }

  @Test
  void aSlowOneDoesNotStopTheConnectTimeout() {
    ManualExecutor executor = new ManualExecutor();
    ServerOptions options = ServerOptions.builder().connectTimeout(Duration.ofSeconds(5)).build();
    try (TestServer slow = new TestServer(options, new InMemoryAdapter(), executor)) {
      TestClient client = slow.open().send("40");
      slow.timer.advance(Duration.ofSeconds(5));
      assertThat(client.isClosed()).isTrue();
      executor.runAll();
      assertThat(client.frames()).isEmpty();
    }
  }
}
