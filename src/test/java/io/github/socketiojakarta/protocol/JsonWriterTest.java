package io.github.socketiojakarta.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "1.5, 1.5",
    "0.1, 0.1",
    "-0.1, -0.1",
    "100, 100",
    "123456789.123, 123456789.123",
    "0.000001, 0.000001",
    "0.0000015, 0.0000015",
    "1e-7, 1e-7",
    "1.5e-7, 1.5e-7",
    "1e20, 100000000000000000000",
    "1.2e20, 120000000000000000000",
    "123456789012345680000, 123456789012345680000",
    "1e21, 1e+21",
    "1.5e21, 1.5e+21",
    "8.41e21, 8.41e+21",
    "2e23, 2e+23",
    "9007199254740991, 9007199254740991",
    "9007199254740992, 9007199254740992",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "5e-324, 5e-324",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "2.225073858507201e-308, 2.225073858507201e-308",
    "4.35, 4.35",
    "0.30000000000000004, 0.30000000000000004",
    "9.5e-7, 9.5e-7",
    "2.0e-3, 0.002",
    "1.1754943508222875e-38, 1.1754943508222875e-38",
    "5e-7, 5e-7",
    "1e100, 1e+100"
  })
  void printsDoublesAsJavaScriptDoes(double value, String expected) {
    assertThat(JsonWriter.write(value)).isEqualTo(expected);
  }

  @Test
  void printsDigitsThatReadBackAsTheSameDoubleAndNoneTooMany() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        BigDecimal printed = new BigDecimal(JsonWriter.write(value)).stripTrailingZeros();
        assertThat(printed.doubleValue()).isEqualTo(value);
        int digits = printed.precision();
        assertThat(digits).isLessThanOrEqualTo(17);
        MathContext shorter = new MathContext(Math.max(1, digits - 1));
        assertThat(digits == 1 || new BigDecimal(value).round(shorter).doubleValue() != value)
            .as(printed.toString())
            .isTrue();
      }
    }
  }

  @Test
  void writesWhatIsNoJsonNumberAsNull() {
    assertThat(
            JsonWriter.write(
                List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)))
        .isEqualTo("[null,null,null]");
  }

  @Test
  void keepsTheDigitsOfIntegersAndDecimalsBeyondDoubles() {
    assertThat(JsonWriter.write(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(JsonWriter.write(new BigInteger("123456789012345678901234567890")))
        .isEqualTo("123456789012345678901234567890");
    assertThat(JsonWriter.write(new BigDecimal("0.12345678901234567890123")))
        .isEqualTo("0.12345678901234567890123");
    assertThat(JsonWriter.write(new BigDecimal("1.50"))).isEqualTo("1.5");
    assertThat(JsonWriter.write(new BigDecimal("1E+400"))).isEqualTo("1e+400");
    assertThat(JsonWriter.write(new BigDecimal("0E-50"))).isEqualTo("0");
  }

  @Test
  void printsAFloatAsItsOwnDigits() {
    assertThat(JsonWriter.write(0.1f)).isEqualTo("0.1");
  }

  @Test
  void escapesOnlyWhatMustBe() {
    assertThat(JsonWriter.write("q\"b\\s/\n\r\t\b\f\u0000\u001f\u007f\u2028\u2029<>&'é😀"))
        .isEqualTo("\"q\\\"b\\\\s/\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\u2028\u2029<>&'é😀\"");
  }

  @Test
  void escapesLoneSurrogatesInLowerCase() {
    assertThat(JsonWriter.write("\ud800")).isEqualTo("\"\\ud800\"");
    assertThat(JsonWriter.write("a\udfffb")).isEqualTo("\"a\\udfffb\"");
    assertThat(JsonWriter.write("\ud83d\ud83d\ude00\ude00"))
        .isEqualTo("\"\\ud83d\ud83d\ude00\\ude00\"");
  }

  @Test
  void writesDatesAsToIsoStringDoes() {
    assertThat(JsonWriter.write(Instant.ofEpochMilli(0))).isEqualTo("\"1970-01-01T00:00:00.000Z\"");
    assertThat(JsonWriter.write(Instant.ofEpochSecond(1_700_000_000L, 123_999_999)))
        .isEqualTo("\"2023-11-14T22:13:20.123Z\"");
    assertThat(JsonWriter.write(Instant.ofEpochMilli(-1)))
        .isEqualTo("\"1969-12-31T23:59:59.999Z\"");
    assertThat(JsonWriter.write(Instant.parse("-000001-01-01T00:00:00Z")))
        .isEqualTo("\"-000001-01-01T00:00:00.000Z\"");
    assertThat(JsonWriter.write(Instant.ofEpochMilli(8_640_000_000_000_000L)))
        .isEqualTo("\"+275760-09-13T00:00:00.000Z\"");
    assertThat(JsonWriter.write(Instant.ofEpochMilli(8_640_000_000_000_001L))).isEqualTo("null");
    assertThat(JsonWriter.write(Instant.MAX)).isEqualTo("null");
  }

  @Test
  void putsIntegerKeysFirstInAscendingOrder() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : List.of("b", "10", "", "9", "4294967295", "01", "-1", "4294967294")) {
      map.put(key, 0L);
    }
    assertThat(JsonWriter.write(map))
        .isEqualTo(
            "{\"9\":0,\"10\":0,\"4294967294\":0,\"b\":0,\"\":0,\"4294967295\":0,\"01\":0,\"-1\":0}");
  }

  @Test
  void refusesWhatIsNoPlainValue() {
    assertThatThrownBy(() -> JsonWriter.write(new byte[1])).isInstanceOf(SocketIoException.class);
    assertThatThrownBy(() -> JsonWriter.write(new Object()))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> JsonWriter.write(Map.of(1, 2))).isInstanceOf(SocketIoException.class);
  }

  @Test
  void refusesCyclesAndAbsurdDepths() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    assertThatThrownBy(() -> JsonWriter.write(cyclic)).isInstanceOf(SocketIoException.class);

    Object deep = List.of();
    for (int i = 1; i < JsonWriter.MAX_DEPTH; i++) {
      deep = List.of(deep);
    }
    assertThat(JsonWriter.write(deep)).hasSize(2 * JsonWriter.MAX_DEPTH);
    Object deeper = List.of(deep);
    assertThatThrownBy(() -> JsonWriter.write(deeper)).isInstanceOf(SocketIoException.class);
  }

  @Test
  void writesNestedValuesWithoutSpaces() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", Arrays.asList(1L, null, true, "x"));
    map.put("b", Map.of());
    assertThat(JsonWriter.write(map)).isEqualTo("{\"a\":[1,null,true,\"x\"],\"b\":{}}");
  }
}
