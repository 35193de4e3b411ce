package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.POLLING;
import static io.github.socketiojakarta.engine.EngineFixture.WEBSOCKET;
import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is let in, and what the others are told; the transcripts have the plain cases. */
class HandshakeTest {

  private final EngineFixture engine = new EngineFixture();

  @Test
  void opensASessionByPolling() {
    FakeHttpExchange exchange = engine.get(POLLING);
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.text())
        .isEqualTo(
            "0{\"sid\":\""
                + engine.last().id()
                + "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                + "\"pingTimeout\":20000,\"maxPayload\":1000000}");
    assertThat(engine.server.clientsCount()).isEqualTo(1);
    assertThat(engine.last().transport()).isEqualTo("polling");
    assertThat(engine.last().request()).isSameAs(exchange.request());
  }

  @Test
  void sendsTheHandshakeBeforeWhatTheApplicationSendsOnConnection() {
    EngineServer server =
        new EngineServer(
            EngineOptions.DEFAULTS,
            engine.timer,
            socket -> {
              socket.send(text("first"));
              return new SilentListener();
            });
    FakeWebSocketConnection connection = FakeWebSocketConnection.open(server, WEBSOCKET);
    assertThat(connection.frames()).hasSize(2).last().isEqualTo("4first");

    FakeHttpExchange handshake = FakeHttpExchange.get(POLLING).sendTo(server);
    assertThat(handshake.text()).startsWith("0{").doesNotContain("first");
  }

  @Test
  void offersNoUpgradeToATransportThatIsNotEnabled() {
    EngineFixture pollingOnly =
        new EngineFixture(EngineFixture.access(List.of("polling"), true, RequestFilter.ALLOW_ALL));
    assertThat(pollingOnly.get(POLLING).text()).contains("\"upgrades\":[]");
    assertThat(pollingOnly.server.refuseUpgrade(Requests.get(WEBSOCKET)))
        .hasValue("Transport unknown");
    assertThat(pollingOnly.errors).containsExactly("UNKNOWN_TRANSPORT {transport=websocket}");
  }

  @Test
  void consultsTheFilterOncePerHandshakeAndNotForLaterRequests() {
    Set<String> asked = new HashSet<>();
    EngineFixture filtered =
        new EngineFixture(
            EngineFixture.access(
                List.of("polling", "websocket"),
                true,
                request -> {
                  assertThat(asked.add(request.url())).isTrue();
                  return Optional.empty();
                }));
    filtered.openPolling();
    filtered.post("4x");
    filtered.poll();
    filtered.openUpgrade();
    filtered.openWebSocket();
    assertThat(asked).containsExactlyInAnyOrder(POLLING, WEBSOCKET);
  }

  @Test
  void passesTheFiltersMessageOn() {
    EngineFixture filtered =
        new EngineFixture(
            EngineFixture.access(
                List.of("polling", "websocket"), true, request -> Optional.of("not \"you\"")));
    FakeHttpExchange exchange = filtered.get(POLLING);
    assertThat(exchange.status()).isEqualTo(403);
    assertThat(exchange.text()).isEqualTo("{\"code\":4,\"message\":\"not \\\"you\\\"\"}");
    assertThat(filtered.server.refuseUpgrade(Requests.get(WEBSOCKET))).hasValue("not \"you\"");
    assertThat(filtered.errors)
        .containsExactly("FORBIDDEN {message=not \"you\"}", "FORBIDDEN {message=not \"you\"}");
    assertThat(filtered.server.clientsCount()).isZero();
  }

  @Test
  void refusesWhenTheFilterFails() {
    EngineFixture filtered =
        new EngineFixture(
            EngineFixture.access(
                List.of("polling"),
                true,
                request -> {
                  throw new IllegalStateException("no database");
                }));
    assertThat(filtered.get(POLLING).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(filtered.errors).containsExactly("BAD_REQUEST {name=MIDDLEWARE_FAILURE}");
  }

  @Test
  void refusesAnOriginWithCharactersThatHaveNoPlaceInAHeader() {
    FakeHttpExchange exchange =
        new FakeHttpExchange(
                Requests.of("GET", POLLING, Map.of("Origin", "https://\u0100.test")), new byte[0])
            .sendTo(engine.server);
    assertThat(exchange.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(engine.errors)
        .containsExactly("BAD_REQUEST {name=INVALID_ORIGIN, origin=https://\u0100.test}");
  }

  @Test
  void refusesProtocol3OnBothTransports() {
    assertThat(engine.get("/socket.io/?EIO=3&transport=polling").text())
        .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
    assertThat(engine.server.refuseUpgrade(Requests.get("/socket.io/?EIO=3&transport=websocket")))
        .hasValue("Unsupported protocol version");
    assertThat(engine.errors).containsOnly("UNSUPPORTED_PROTOCOL_VERSION {protocol=3}").hasSize(2);
  }

  @Test
  void refusesAnotherProtocolOnASession() {
    engine.openPolling();
    String url = "/socket.io/?EIO=3&transport=polling&sid=" + engine.last().id();
    assertThat(engine.get(url).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(engine.errors)
        .containsExactly("BAD_REQUEST {name=PROTOCOL_MISMATCH, previousProtocol=4, protocol=3}");
    assertThat(engine.server.clientsCount()).isEqualTo(1);
  }

  @Test
  void refusesAWebSocketForPolling() {
    assertThat(engine.server.refuseUpgrade(Requests.get(POLLING))).hasValue("Bad request");
  }

  @Test
  void checksInNodesOrder() {
    // the unknown transport comes before the unknown session, that before the method
    FakeHttpExchange.post("/socket.io/?EIO=3&transport=x&sid=y", "").sendTo(engine.server);
    FakeHttpExchange.post("/socket.io/?EIO=3&transport=polling&sid=y", "").sendTo(engine.server);
    FakeHttpExchange.post("/socket.io/?EIO=3&transport=websocket", "").sendTo(engine.server);
    engine.get("/socket.io/?EIO=3&transport=websocket");
    assertThat(engine.errors)
        .containsExactly(
            "UNKNOWN_TRANSPORT {transport=x}",
            "UNKNOWN_SID {sid=y}",
            "BAD_HANDSHAKE_METHOD {method=POST}",
            "BAD_REQUEST {name=TRANSPORT_HANDSHAKE_ERROR}");
  }

  @Test
  void closesASessionThatTheApplicationFailsToAccept() {
    EngineServer server =
        new EngineServer(
            EngineOptions.DEFAULTS,
            engine.timer,
            socket -> {
              throw new IllegalStateException("not today");
            });
    FakeWebSocketConnection connection = FakeWebSocketConnection.open(server, WEBSOCKET);
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(server.clientsCount()).isZero();
  }

  @Test
  void takesNoOneAfterItWasClosed() {
    engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    FakeWebSocketConnection connection = engine.openWebSocket();
    engine.server.close();
    assertThat(poll.text()).isEqualTo("1");
    assertThat(connection.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.events).containsExactly("close: forced close", "close: forced close");
    assertThat(engine.server.clientsCount()).isZero();
    assertThat(engine.get(POLLING).status()).isEqualTo(503);
    assertThat(engine.server.refuseUpgrade(Requests.get(WEBSOCKET))).hasValue("Bad request");
    FakeWebSocketConnection late = new FakeWebSocketConnection();
    engine.server.open(Requests.get(WEBSOCKET), late);
    assertThat(late.closeCode()).isEqualTo(WebSocketConnection.NO_STATUS);
    assertThat(engine.timer.waiting()).isZero();
  }

  @Test
  void writesTheCookiesAttributesInNodesOrder() {
    assertThat(SessionCookie.write(EngineOptions.Cookie.DEFAULTS, "abc"))
        .isEqualTo("io=abc; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void makesIdsThatDoNotRepeat() {
    SidGenerator sids = new SidGenerator();
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String sid = sids.next();
      assertThat(sid).matches("[A-Za-z0-9_-]{20}");
      assertThat(made.add(sid)).isTrue();
    }
  }
}
