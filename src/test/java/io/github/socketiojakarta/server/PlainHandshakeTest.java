package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainHandshakeTest {

  private static Handshake at(Instant issued) {
    return new Handshake(
        Map.of("host", "127.0.0.1:40135"),
        Map.of("EIO", "4"),
        Map.of("token", List.of(1L)),
        "127.0.0.1",
        false,
        true,
        issued,
        "/socket.io/?EIO=4",
        Optional.of(() -> "alice"));
  }

  @Test
  void isWrittenInTheOrderOfNode() {
    Map<String, Object> plain = PlainHandshake.write(at(Instant.ofEpochMilli(1795434862889L)));
    assertThat(plain.toString())
        .isEqualTo(
            "{headers={host=127.0.0.1:40135},"
                + " time=Mon Nov 23 2026 11:54:22 GMT+0000 (Coordinated Universal Time),"
                + " address=127.0.0.1, xdomain=false, secure=true, issued=1795434862889,"
                + " url=/socket.io/?EIO=4, query={EIO=4}, auth={token=[1]}}");
  }

  @Test
  void monthsAreThoseOfJavaScript() {
    List<String> months = new ArrayList<>();
    for (int month = 1; month <= 12; month++) {
      Instant issued = LocalDateTime.of(2027, month, 5, 1, 2, 3).toInstant(ZoneOffset.UTC);
      months.add(PlainHandshake.write(at(issued)).get("time").toString().substring(4, 10));
    }
    assertThat(months)
        .containsExactly(
            "Jan 05", "Feb 05", "Mar 05", "Apr 05", "May 05", "Jun 05", "Jul 05", "Aug 05",
            "Sep 05", "Oct 05", "Nov 05", "Dec 05");
  }

  @Test
  void isReadBackWithoutTheUser() {
    Handshake handshake = at(Instant.ofEpochMilli(1795434862889L));
    Handshake read = PlainHandshake.read(PlainHandshake.write(handshake));
    assertThat(read).usingRecursiveComparison().ignoringFields("principal").isEqualTo(handshake);
    assertThat(read.principal()).isEmpty();
  }

  @Test
  void aHeaderMayBeAListInNode() {
    Handshake read =
        PlainHandshake.read(Map.of("headers", Map.of("set-cookie", List.of("a=1", "b=2"))));
    assertThat(read.headers()).containsExactly(Map.entry("set-cookie", "a=1, b=2"));
  }

  @Test
  void numbersOfAnyKindAreATime() {
    assertThat(PlainHandshake.read(Map.of("issued", 12.0)).issued().toEpochMilli()).isEqualTo(12);
    assertThat(PlainHandshake.read(Map.of("issued", Double.NaN)).issued()).isEqualTo(Instant.EPOCH);
    PlainHandshake.read(Map.of("issued", 1e300));
  }
}
