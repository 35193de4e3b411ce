package io.github.socketiojakarta.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.WireVectors;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MsgPackTest {

  /** Lines that are not written: their value has no counterpart among plain values. */
  private static final Map<String, String> NO_COUNTERPART =
      Map.of(
          "enc-060", "a bare ArrayBuffer, whose bytes Node loses; ours are never bare",
          "enc-080", "a Map, which Node loses",
          "enc-085", "a function, which Node refuses",
          "enc-088", "a bigint, which Node refuses; a BigInteger is a number",
          "enc-089", "a symbol, which Node refuses",
          "enc-091", "a function, which Node refuses",
          "enc-097", "an extension, which only decoders make");

  /** JavaScript has one kind of number. */
  private static final BiPredicate<Number, Number> SAME_NUMBER =
      (a, b) -> a.doubleValue() == b.doubleValue() || a.equals(b);

  private static final URI URI_VALUE = URI.create("x:y");

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String write(Object value) {
    return HexFormat.of().formatHex(MsgPack.write(value));
  }

  private static void assertSame(Object actual, Object expected) {
    assertThat(new Object[] {actual})
        .usingRecursiveComparison()
        .withEqualsForType(SAME_NUMBER, Number.class)
        .withEqualsForType(SAME_NUMBER::test, Long.class)
        .withEqualsForType(SAME_NUMBER::test, Double.class)
        .isEqualTo(new Object[] {expected});
  }

  @TestFactory
  Stream<DynamicTest> writesWhatNodeWrites() {
    return WireVectors.read("msgpack.jsonl").stream()
        .filter(line -> line.get("kind").equals("encode"))
        .filter(line -> !NO_COUNTERPART.containsKey(line.get("id")))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("js"),
                    () -> {
                      Object value = WireVectors.plain(line.get("value")).orElseThrow()[0];
                      assertThat(write(value)).isEqualTo(line.get("hex"));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> readsWhatNodeReads() {
    return WireVectors.read("msgpack.jsonl").stream()
        .filter(line -> line.containsKey("decoded"))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("hex"),
                    () -> {
                      Object expected = WireVectors.plain(line.get("decoded")).orElseThrow()[0];
                      assertSame(MsgPack.read(hex((String) line.get("hex"))), expected);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatNodeRefuses() {
    return WireVectors.read("msgpack.jsonl").stream()
        .filter(line -> line.get("kind").equals("decode") && line.containsKey("error"))
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("hex"),
                    () ->
                        assertThatThrownBy(() -> MsgPack.read(hex((String) line.get("hex"))))
                            .isInstanceOf(ProtocolException.class)));
  }

  @Test
  void writesEveryJavaNumberAsNodeWouldTheSameNumber() {
    assertThat(write(5)).isEqualTo("05");
    assertThat(write((short) 5)).isEqualTo("05");
    assertThat(write((byte) -1)).isEqualTo("ff");
    assertThat(write(5.0)).isEqualTo("05");
    assertThat(write(-0.0)).isEqualTo("00");
    assertThat(write(0.5f)).isEqualTo("cb3fe0000000000000");
    assertThat(write(BigInteger.TEN)).isEqualTo("0a");
    assertThat(write(new BigDecimal("1.50"))).isEqualTo("cb3ff8000000000000");
    assertThat(write((1L << 53) - 1)).isEqualTo("cf001fffffffffffff");
    assertThat(write(1L << 53)).isEqualTo("cb4340000000000000");
    assertThat(write((1L << 53) + 1)).isEqualTo("cb4340000000000000");
    assertThat(write(Long.MIN_VALUE)).isEqualTo("cbc3e0000000000000");
    assertThat(write(new BigInteger("18446744073709551615"))).isEqualTo("cb43f0000000000000");
    assertThat(write(Double.longBitsToDouble(0xfff8000000000001L))).isEqualTo("cb7ff8000000000000");
  }

  @Test
  void writesLoneSurrogatesAsNodeDoesByLength() {
    assertThat(write("\ud800")).isEqualTo("a3eda080");
    assertThat(write("😀\udc00é")).isEqualTo("a9f09f9880edb080c3a9");
    assertThat(write("\ud800" + "a".repeat(200))).startsWith("d9cbefbfbd61");
    assertThat(MsgPack.read(hex("a9f09f9880edb080c3a9"))).isEqualTo("😀\udc00é");
    assertThat(MsgPack.read(hex("d9cbeda080" + "61".repeat(200))))
        .isEqualTo("\ufffd\ufffd\ufffd" + "a".repeat(200));
  }

  @Test
  void writesBinaryAndStringHeadersOfEverySize() {
    assertThat(write(new byte[256])).startsWith("c50100").hasSize(2 * (3 + 256));
    assertThat(write(new byte[65536])).startsWith("c600010000");
    assertThat(write("a".repeat(65536))).startsWith("db0001000061");
    assertThat(MsgPack.read(MsgPack.write(new byte[70000]))).isEqualTo(new byte[70000]);
  }

  @Test
  void writesDatesBeyondJavaScriptAsInvalidOnes() {
    assertThat(write(Instant.MAX)).isEqualTo("c70cff" + "00".repeat(12));
    assertThat(write(Instant.ofEpochMilli(-1))).isEqualTo("c70cff3b8b87c0ffffffffffffffff");
  }

  @Test
  void refusesToWriteDeeperThanNode() {
    Object deep = List.of();
    for (int i = 1; i < 100; i++) {
      deep = List.of(deep);
    }
    assertThat(write(deep)).isEqualTo("91".repeat(99) + "90");
    Object deeper = List.of(deep);
    assertThatThrownBy(() -> write(deeper)).isInstanceOf(SocketIoException.class);
    Object scalar = 1L;
    for (int i = 0; i < 100; i++) {
      scalar = List.of(scalar);
    }
    Object withScalar = scalar;
    assertThatThrownBy(() -> write(withScalar)).isInstanceOf(SocketIoException.class);
    assertThatThrownBy(() -> write(new Object())).isInstanceOf(SocketIoException.class);
  }

  @Test
  void saysWhereTheValueIsThatCannotBeWritten() {
    Map<String, Object> value = Map.of("data", Map.of("user", List.of(1, Map.of("x", URI_VALUE))));
    assertThatThrownBy(() -> write(value))
        .isInstanceOf(SocketIoException.class)
        .hasMessage("no plain value: java.net.URI, at data.user[1].x");
    Map<String, Object> cyclic = new HashMap<>();
    cyclic.put("self", cyclic);
    assertThatThrownBy(() -> write(cyclic))
        .isInstanceOf(SocketIoException.class)
        .hasMessageStartingWith("a value nests deeper than 100, or is cyclic, at self.self.self.")
        .hasMessageEndingWith("…");
  }

  @Test
  void turnsNumericKeysIntoStrings() {
    assertThat(MsgPack.read(hex("8301a161cb3ff8000000000000a162ffa163")))
        .isEqualTo(Map.of("1", "a", "1.5", "b", "-1", "c"));
  }

  @Test
  void keepsAll64BitsOfIntegers() {
    assertThat(MsgPack.read(hex("cf7fffffffffffffff"))).isEqualTo(Long.MAX_VALUE);
    assertThat(MsgPack.read(hex("d38000000000000000"))).isEqualTo(Long.MIN_VALUE);
    assertThat(MsgPack.read(hex("cfffffffffffffffff")))
        .isEqualTo(new BigInteger("18446744073709551615"));
  }

  /** Had a length been believed, these would have asked for gigabytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dbffffffff",
        "db7fffffff61",
        "c6ffffffff",
        "c67fffffff00",
        "ddffffffff",
        "dd7fffffff00",
        "dfffffffff",
        "df7fffffff00",
        "c9ffffffff05",
        "c97fffffff0500",
        "d9ff61",
        "c77f05",
        "c703ff010203",
        "c70cff000000007fffffffffffffff",
        "81c001",
        "819001",
        "81c40161c0",
        "92",
        "8161",
        "c1",
        "cb00"
      })
  void refusesMalformedOrHostileInput(String hex) {
    assertThatThrownBy(() -> MsgPack.read(hex(hex))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesAbsurdDepth() {
    byte[] deep = new byte[100_000];
    java.util.Arrays.fill(deep, (byte) 0x91);
    assertThatThrownBy(() -> MsgPack.read(deep)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void survivesMutatedInput() {
    Random random = new Random(42);
    byte[] seed =
        MsgPack.write(
            Map.of(
                "packet",
                Map.of("type", 2L, "data", List.of("e", new byte[] {1, 2}, 1.5, Instant.EPOCH)),
                "opts",
                Map.of("rooms", List.of("a", "b"), "flags", Map.of("volatile", true))));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = seed.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
      }
      try {
        Objects.requireNonNullElse(MsgPack.read(mutant), "nil");
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
