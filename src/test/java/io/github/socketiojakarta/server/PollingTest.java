package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What long-polling changes: the end of a connection has to wait for the next GET. */
class PollingTest {

  private static final String NOOP_AND_CLOSE = "200 6\u001e1";

  private final TestServer server = new TestServer();
  private String sid;

  @BeforeEach
  void join() {
    server.watch(server.io.sockets());
    TestExchange handshake = new TestExchange(Requests.polling("GET", null), "");
    server.io.engine().handle(handshake);
    sid = handshake.answer().replaceFirst("^200 0\\{\"sid\":\"([^\"]{20})\".*", "$1");
    assertThat(post("40")).isEqualTo("200 ok");
    assertThat(get().answer()).startsWith("200 40{\"sid\":");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestExchange get() {
    TestExchange get = new TestExchange(Requests.polling("GET", sid), "");
    server.io.engine().handle(get);
    return get;
  }

  private String post(String body) {
    TestExchange post = new TestExchange(Requests.polling("POST", sid), body);
    server.io.engine().handle(post);
    return post.answer();
  }

  @Test
  void aPacketOutOfPlaceIsAForcedServerCloseIfTheClientHasYetToComeForTheEnd() {
    assertThat(post("40")).isEqualTo("200 ok");
    assertThat(server.noted())
        .containsExactly("disconnecting forced server close 1", "disconnect forced server close 0");
    assertThat(get().answer()).isEqualTo(NOOP_AND_CLOSE);
    assertThat(server.noted()).isEmpty();
  }

  @Test
  void aPacketOutOfPlaceIsAForcedCloseIfAGetWaits() {
    TestExchange get = get();
    assertThat(post("40")).isEqualTo("200 ok");
    assertThat(get.answer()).isEqualTo("200 1");
    assertThat(server.noted())
        .containsExactly("disconnecting forced close 1", "disconnect forced close 0");
  }

  @Test
  void afterAnUndecodablePacketTheSocketsWaitForTheEnd() {
    assertThat(post("42{}\u001e42[\"ignored\"]")).isEqualTo("200 ok");
    assertThat(server.noted()).containsExactly("error invalid payload");
    assertThat(get().answer()).isEqualTo(NOOP_AND_CLOSE);
    assertThat(server.noted())
        .containsExactly("disconnecting forced close 1", "disconnect forced close 0");
  }

  @Test
  void aSocketThatTheServerClosesHearsOfItWithTheNextGet() {
    server.io.sockets().sockets().iterator().next().disconnect(true);
    assertThat(server.noted())
        .containsExactly(
            "disconnecting server namespace disconnect 1",
            "disconnect server namespace disconnect 0");
    assertThat(get().answer()).isEqualTo("200 41");
    assertThat(get().answer()).isEqualTo(NOOP_AND_CLOSE);
  }

  @Test
  void severalPacketsOfOnePayloadAreTakenInOrder() {
    Socket socket = server.io.sockets().sockets().iterator().next();
    socket.on("n", (args, ack) -> server.note("n " + args));
    post(
        "42[\"n\",1]\u001e451-[\"n\",{\"_placeholder\":true,\"num\":0}]\u001ebAQ==\u001e42[\"n\",3]");
    assertThat(server.noted()).hasSize(3).first().isEqualTo("n [1]");
  }
}
