package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.engine.EngineOptions.Cookie;
import io.github.socketiojakarta.engine.EngineOptions.Cors;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.redis.net.RedisTls;
import io.github.socketiojakarta.server.ServerOptions;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIoConfigTest {

  @Test
  void hasTheDefaultsOfTheOptionsWhenNothingIsSet() {
    SocketIoConfig config = read();

    assertThat(config.serve()).isTrue();
    assertThat(config.server()).isEqualTo(ServerOptions.DEFAULTS);
    assertThat(config.redis()).isEmpty();
    assertThat(config.executor()).isEmpty();
    assertThat(config.scheduledExecutor()).isEmpty();
  }

  @Test
  void hasTheDefaultsOfTheAdapterWhenOnlyTheUriIsSet() {
    assertThat(read("socketio.redis.uri", "redis://localhost").redis())
        .contains(RedisOptions.of("redis://localhost"));
  }

  @Test
  void readsEveryKeyOfTheEngineAndTheServer() {
    SocketIoConfig config =
        read(
            "socketio.serve", "false",
            "socketio.path", "/live",
            "socketio.ping-interval", "PT10S",
            "socketio.ping-timeout", "5s",
            "socketio.upgrade-timeout", "300ms",
            "socketio.connect-timeout", "1500",
            "socketio.max-http-buffer-size", "2000",
            "socketio.transports", "websocket",
            "socketio.allow-upgrades", "false",
            "socketio.http-compression", "false",
            "socketio.outbox.max-bytes", "5000000000",
            "socketio.inbox.max-events", "9",
            "socketio.inbox.max-bytes", "6000000000",
            "socketio.executor", "java:app/pool",
            "socketio.scheduled-executor", "java:app/clock");

    assertThat(config.serve()).isFalse();
    assertThat(config.server().connectTimeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.server().inboxMaxEvents()).isEqualTo(9);
    assertThat(config.server().inboxMaxBytes()).isEqualTo(6_000_000_000L);
    assertThat(config.executor()).contains("java:app/pool");
    assertThat(config.scheduledExecutor()).contains("java:app/clock");
    var engine = config.server().engine();
    assertThat(engine.path()).isEqualTo("/live/");
    assertThat(engine.pingInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(engine.pingTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(engine.upgradeTimeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(engine.maxHttpBufferSize()).isEqualTo(2000);
    assertThat(engine.transports()).containsExactly("websocket");
    assertThat(engine.allowUpgrades()).isFalse();
    assertThat(engine.httpCompressionThreshold()).isEmpty();
    assertThat(engine.outboxMaxBytes()).isEqualTo(5_000_000_000L);
  }

  @Test
  void readsTheThresholdOfCompression() {
    assertThat(
            read("socketio.http-compression.threshold", "0")
                .server()
                .engine()
                .httpCompressionThreshold())
        .contains(0);
  }

  @Test
  void readsCors() {
    SocketIoConfig config =
        read(
            "socketio.cors.origin", "https://a.example, /https:\\/\\/.{1\\,9}\\.example/",
            "socketio.cors.methods", "GET,POST",
            "socketio.cors.allowed-headers", "X-One, X-Two",
            "socketio.cors.exposed-headers", "X-Three",
            "socketio.cors.credentials", "true",
            "socketio.cors.max-age", "600");

    assertThat(config.server().engine().cors())
        .contains(
            new Cors(
                List.of("https://a.example", "/https:\\/\\/.{1,9}\\.example/"),
                List.of("GET", "POST"),
                List.of("X-One", "X-Two"),
                List.of("X-Three"),
                true,
                Optional.of(Duration.ofMinutes(10))));
  }

  @Test
  void readsTheCookie() {
    assertThat(read("socketio.cookie.name", "io").server().engine().cookie())
        .contains(Cookie.DEFAULTS);
    assertThat(
            read(
                    "socketio.cookie.name", "sid",
                    "socketio.cookie.path", "/app",
                    "socketio.cookie.http-only", "false",
                    "socketio.cookie.same-site", "none",
                    "socketio.cookie.max-age", "1h",
                    "socketio.cookie.domain", "example.com",
                    "socketio.cookie.secure", "true")
                .server()
                .engine()
                .cookie())
        .contains(
            new Cookie(
                "sid",
                "/app",
                false,
                Optional.of("None"),
                Optional.of(Duration.ofHours(1)),
                Optional.of("example.com"),
                true));
  }

  @Test
  void readsEveryKeyOfTheAdapter() {
    assertThat(
            read(
                    "socketio.redis.uri", "rediss://:secret@redis.example:6380/2",
                    "socketio.redis.stream-name", "chat",
                    "socketio.redis.stream-count", "4",
                    "socketio.redis.even-streams", "true",
                    "socketio.redis.channel-prefix", "talk",
                    "socketio.redis.use-sharded-pub-sub", "true",
                    "socketio.redis.max-len", "500000",
                    "socketio.redis.read-count", "50",
                    "socketio.redis.block-time", "2s",
                    "socketio.redis.session-key-prefix", "session-",
                    "socketio.redis.only-plaintext", "true",
                    "socketio.publish.max-pending", "7",
                    "socketio.publish.timeout", "9s")
                .redis())
        .contains(
            RedisOptions.builder("rediss://:secret@redis.example:6380/2")
                .streamName("chat")
                .streamCount(4)
                .evenStreams(true)
                .channelPrefix("talk")
                .useShardedPubSub(true)
                .maxLen(500_000)
                .readCount(50)
                .blockTime(Duration.ofSeconds(2))
                .sessionKeyPrefix("session-")
                .onlyPlaintext(true)
                .publishMaxPending(7)
                .publishTimeout(Duration.ofSeconds(9))
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "socketio.path | chat | a path",
        "socketio.path | / | a path",
        "socketio.path | /a*b/ | a path",
        "socketio.ping-interval | soon | a duration such as 25s",
        "socketio.ping-interval | 0 | longer than 0",
        "socketio.ping-interval | -5 | longer than 0",
        "socketio.ping-interval | P40D | at most 2147483647ms",
        "socketio.ping-interval | 999999999999999999h | at most 2147483647ms",
        "socketio.ping-timeout | PT | a duration",
        "socketio.upgrade-timeout | 5 s | a duration",
        "socketio.connect-timeout | 5x | a duration",
        "socketio.max-http-buffer-size | 0 | a whole number from 1 to 2147483647",
        "socketio.max-http-buffer-size | 3000000000 | a whole number from 1 to 2147483647",
        "socketio.transports | polling,webtransport | polling, websocket",
        "socketio.transports | polling,polling | polling, websocket",
        "socketio.transports | , | polling, websocket",
        "socketio.allow-upgrades | yes | true or false",
        "socketio.http-compression | 1 | true or false",
        "socketio.http-compression.threshold | -1 | a whole number from 0",
        "socketio.outbox.max-bytes | 10MB | a whole number from 1 on",
        "socketio.inbox.max-events | 0 | a whole number from 1",
        "socketio.inbox.max-bytes | 0 | a whole number from 1 on",
        "socketio.cors.origin | https://a.example/ | without a slash at the end",
        "socketio.cors.origin | /[/ | a regular expression between slashes",
        "socketio.cookie.name | a b | a name",
        "socketio.cookie.path | x | a path that begins with /",
        "socketio.cookie.same-site | Loose | Lax, Strict or None",
        "socketio.cookie.same-site | None | socketio.cookie.secure=true",
        "socketio.cookie.domain | a;b | a domain name",
        "socketio.executor | a b | a JNDI name",
        "socketio.redis.stream-count | 0 | a whole number from 1",
        "socketio.redis.even-streams | 2 | true or false",
        "socketio.redis.use-sharded-pub-sub | 1 | true or false",
        "socketio.redis.max-len | many | a whole number from 1 on",
        "socketio.redis.read-count | 0 | a whole number from 1",
        "socketio.redis.block-time | 0 | longer than 0",
        "socketio.redis.only-plaintext | maybe | true or false",
        "socketio.publish.max-pending | 0 | a whole number from 1",
        "socketio.publish.timeout | -1s | longer than 0",
      })
  void namesKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    Map<String, String> values = new HashMap<>();
    values.put("socketio.cors.origin", "*");
    values.put("socketio.cookie.name", "io");
    values.put("socketio.redis.uri", "redis://localhost");
    values.put(key, value);

    assertThatThrownBy(() -> SocketIoConfig.read(config(values)))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining(key + " = \"" + (value.equals(",") ? "" : mistaken(value)) + "\"")
        .hasMessageContaining("allowed is")
        .hasMessageContaining(allowed);
  }

  /** Of a list only the wrong element is named. */
  private static String mistaken(String value) {
    return value.equals("polling,webtransport") ? "webtransport" : value;
  }

  @Test
  void namesAllMistakesAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    "socketio.ping-interval", "soon",
                    "socketio.transports", "smoke",
                    "socketio.redis.stream-count", "none"))
        .hasMessageContaining("socketio.ping-interval = \"soon\"")
        .hasMessageContaining("socketio.transports = \"smoke\"")
        .hasMessageContaining("socketio.redis.stream-count = \"none\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:6379", "http://localhost", "redis://", "redis://:secret@ho st"})
  void refusesWhatIsNoUriOfRedisAndKeepsItToItself(String uri) {
    assertThatThrownBy(() -> read("socketio.redis.uri", uri))
        .hasMessageContaining(
            "socketio.redis.uri: not the address of a Redis server; allowed is redis://")
        .hasMessageNotContaining(uri + "\"");
  }

  @Test
  void readsHowToGetIntoRedis() {
    assertThat(
            read(
                    "socketio.redis.uri", "redis-sentinel://one:26379,two/3#mine",
                    "socketio.redis.username", "chat",
                    "socketio.redis.password", "secret",
                    "socketio.redis.sentinel.username", "watch",
                    "socketio.redis.sentinel.password", "secret2",
                    "socketio.redis.timeout", "3s",
                    "socketio.redis.client-name", "node-7")
                .redis()
                .orElseThrow()
                .access())
        .isEqualTo(
            RedisAccess.builder()
                .uri("redis-sentinel://one:26379,two/3#mine")
                .username("chat")
                .password("secret")
                .sentinelUsername("watch")
                .sentinelPassword("secret2")
                .timeout(Duration.ofSeconds(3))
                .clientName("node-7")
                .build());
    assertThat(
            read(
                    "socketio.redis.cluster", "rediss://one:7000, rediss://two:7001",
                    "socketio.redis.tls.verify", "CA")
                .redis()
                .orElseThrow()
                .access())
        .isEqualTo(
            RedisAccess.builder()
                .cluster(List.of("rediss://one:7000", "rediss://two:7001"))
                .tls(
                    new RedisTls(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(RedisTls.Verify.CA)))
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uri=redis://one&cluster=redis://two | socketio.redis.cluster: not together with uri",
        "cluster=redis://one/1 | socketio.redis.cluster: a Redis Cluster has database 0 only",
        "cluster=redis-sentinel://one#m | socketio.redis.cluster: not the address",
        "cluster=redis://one,rediss://two | socketio.redis.cluster: either all",
        "uri=redis-sentinel://one | socketio.redis.uri: not the address",
        "uri=redis://one&username=ada | socketio.redis.password: is missing",
        "uri=redis://:hidden@one&password=hidden | socketio.redis.password: is in the address",
        "uri=redis://one?timeout=1s&timeout=2s | socketio.redis.timeout: is in the address",
        "uri=redis://one&sentinel.password=hidden | socketio.redis.sentinel.password: has no",
        "uri=redis-sentinel://one#m&sentinel.username=a | socketio.redis.sentinel.password: is mis",
        "uri=redis://one&tls.verify=ca | socketio.redis.tls: has no effect",
        "uri=rediss://one&tls.verify=maybe | allowed is full, ca or none",
        "uri=rediss://one&tls.ca=/nowhere/ca.pem | socketio.redis.tls.ca: the file /nowhere/ca.pem",
        "uri=rediss://one&tls.ca=pom.xml | socketio.redis.tls.ca: the file pom.xml holds no PEM",
        "uri=rediss://one&tls.certificate=a.pem | socketio.redis.tls.key: is missing",
        "uri=rediss://one&tls.key=a.pem | socketio.redis.tls.certificate: is missing",
        "uri=redis://one&client-name=a b | socketio.redis.client-name: allowed are",
        "password=hidden | socketio.redis.password has no effect: set socketio.redis.uri",
      })
  void refusesWaysIntoRedisThatCannotBe(String keys, String expected) {
    Map<String, String> values = new HashMap<>();
    for (String pair : keys.split("&")) {
      String[] sides = pair.split("=", 2);
      values.put("socketio.redis." + sides[0], sides[1]);
    }
    assertThatThrownBy(() -> SocketIoConfig.read(config(values)))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining(expected)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void refusesKeysWithoutTheOneThatSwitchesThemOn() {
    assertThatThrownBy(
            () -> read("socketio.cors.credentials", "true", "socketio.cookie.secure", "true"))
        .hasMessageContaining("socketio.cors.credentials has no effect: set socketio.cors.origin")
        .hasMessageContaining("socketio.cookie.secure has no effect: set socketio.cookie.name");
  }

  @Test
  void refusesCredentialsForEveryOrigin() {
    assertThatThrownBy(() -> read("socketio.cors.origin", "*", "socketio.cors.credentials", "true"))
        .hasMessageContaining("socketio.cors.credentials = \"true\"");
  }

  @Test
  void warnsAboutUnknownKeysWithTheKnownOneThatIsNear() {
    Config config =
        config(
            Map.of(
                "socketio.pingInterval", "1s",
                "socketio.redis.stream-nam", "x",
                "socketio.colour", "red",
                "socketio.path", "/x",
                "socketios.path", "/x"));

    assertThat(UnknownKeys.warnings(config, Map.of()))
        .containsExactly(
            "unknown configuration key socketio.colour",
            "unknown configuration key socketio.pingInterval; did you mean"
                + " socketio.ping-interval?",
            "unknown configuration key socketio.redis.stream-nam; did you mean"
                + " socketio.redis.stream-name?");
  }

  @Test
  void doesNotWarnAboutTheGuessedNameOfAVariable() {
    Config config = config(Map.of("socketio.ping.interval", "1s"));

    assertThat(UnknownKeys.warnings(config, Map.of("SOCKETIO_PING_INTERVAL", "1s"))).isEmpty();
  }

  @Test
  void namesEveryKeyOnce() {
    assertThat(SocketIoConfig.KEYS)
        .extracting(ConfigKey::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("socketio(\\.[a-z-]+)+"));
  }

  private static SocketIoConfig read(String... pairs) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return SocketIoConfig.read(config(values));
  }

  static Config config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build();
  }
}
