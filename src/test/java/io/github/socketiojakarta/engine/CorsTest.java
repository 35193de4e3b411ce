package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.POLLING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What browsers of other origins are told. */
class CorsTest {

  private static final List<String> METHODS = List.of("GET", "POST");

  private static EngineOptions.Cors origins(String... origins) {
    return new EngineOptions.Cors(
        List.of(origins), METHODS, List.of(), List.of(), false, Optional.empty());
  }

  private static FakeHttpExchange request(
      EngineOptions.Cors cors, String method, Map<String, String> headers) {
    EngineFixture engine = new EngineFixture(EngineFixture.cors(cors));
    return new FakeHttpExchange(Requests.of(method, POLLING, headers), new byte[0])
        .sendTo(engine.server);
  }

  private static FakeHttpExchange from(String origin, EngineOptions.Cors cors) {
    return request(cors, "GET", Map.of("Origin", origin));
  }

  @Test
  void allowsEveryOneByAStar() {
    FakeHttpExchange exchange = from("https://a.test", origins("*"));
    assertThat(exchange.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(exchange.header("Vary")).isNull();
  }

  @Test
  void announcesASingleOriginWhoeverAsks() {
    FakeHttpExchange exchange = from("https://evil.test", origins("https://a.test"));
    assertThat(exchange.header("Access-Control-Allow-Origin")).isEqualTo("https://a.test");
    assertThat(exchange.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void confirmsOneOfSeveralOrigins() {
    EngineOptions.Cors cors = origins("https://a.test", "/\\.b\\.test$/");
    assertThat(from("https://a.test", cors).header("Access-Control-Allow-Origin"))
        .isEqualTo("https://a.test");
    assertThat(from("https://x.b.test", cors).header("Access-Control-Allow-Origin"))
        .isEqualTo("https://x.b.test");
    FakeHttpExchange other = from("https://c.test", cors);
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("Access-Control-Allow-Origin")).isNull();
    assertThat(other.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void confirmsNoOriginThatWasNotNamed() {
    FakeHttpExchange exchange = request(origins("/.*/"), "GET", Map.of());
    assertThat(exchange.header("Access-Control-Allow-Origin")).isNull();
    assertThat(from("https://a.test", origins()).header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void reflectsNoOriginThatCouldBreakAHeader() {
    FakeHttpExchange exchange = from("https://a.test\r\nX: y", origins("/a\\.test/"));
    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void answersAPreflight() {
    EngineOptions.Cors cors =
        new EngineOptions.Cors(
            List.of("https://a.test"),
            METHODS,
            List.of("x-a", "x-b"),
            List.of("x-c"),
            true,
            Optional.of(Duration.ofMinutes(10)));
    FakeHttpExchange exchange = request(cors, "OPTIONS", Map.of("Origin", "https://a.test"));
    assertThat(exchange.status()).isEqualTo(204);
    assertThat(exchange.text()).isEmpty();
    assertThat(exchange.headers())
        .containsExactly(
            entry("Access-Control-Allow-Origin", "https://a.test"),
            entry("Vary", "Origin"),
            entry("Access-Control-Allow-Credentials", "true"),
            entry("Access-Control-Allow-Methods", "GET,POST"),
            entry("Access-Control-Allow-Headers", "x-a,x-b"),
            entry("Access-Control-Max-Age", "600"),
            entry("Access-Control-Expose-Headers", "x-c"));
  }

  @Test
  void allowsTheHeadersThatAreAskedForUnlessTheyAreListed() {
    FakeHttpExchange exchange =
        request(
            origins("https://a.test"),
            "OPTIONS",
            Map.of("Origin", "https://a.test", "Access-Control-Request-Headers", "x-z"));
    assertThat(exchange.header("Access-Control-Allow-Headers")).isEqualTo("x-z");
    assertThat(exchange.header("Vary")).isEqualTo("Origin, Access-Control-Request-Headers");
  }

  @Test
  void tellsWhichHeadersMayBeReadAndThatCookiesMayBeSent() {
    EngineOptions.Cors cors =
        new EngineOptions.Cors(
            List.of("*"), METHODS, List.of(), List.of("x-a", "x-b"), true, Optional.empty());
    FakeHttpExchange exchange = from("https://a.test", cors);
    assertThat(exchange.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(exchange.header("Access-Control-Expose-Headers")).isEqualTo("x-a,x-b");
    assertThat(exchange.header("Access-Control-Allow-Methods")).isNull();
  }

  @Test
  void coversEveryAnswerOfASession() {
    EngineFixture engine = new EngineFixture(EngineFixture.cors(origins("*")));
    engine.openPolling();
    FakeHttpExchange poll = engine.poll();
    FakeHttpExchange overlap = engine.poll();
    FakeHttpExchange unknown = engine.poll();
    for (FakeHttpExchange exchange : List.of(poll, overlap, unknown)) {
      assertThat(exchange.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }
  }

  @Test
  void treatsOptionsAsAnyMethodWithoutCors() {
    EngineFixture engine = new EngineFixture();
    FakeHttpExchange exchange =
        new FakeHttpExchange(Requests.of("OPTIONS", POLLING, Map.of()), new byte[0])
            .sendTo(engine.server);
    assertThat(exchange.text()).isEqualTo("{\"code\":2,\"message\":\"Bad handshake method\"}");
    assertThat(exchange.headers()).containsOnlyKeys("Content-Type");
  }
}
