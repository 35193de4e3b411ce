package io.github.socketiojakarta.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNumberTest {

  private static final String NODE = "00112233445566aa";

  @Test
  void ofANodeIsTheNumberAlone() {
    EntryNumber number = new EntryNumber(NODE, 17);
    assertThat(text(number.write(NODE))).isEqualTo("17");
    assertThat(EntryNumber.read(NODE, bytes("17"))).isEqualTo(number);
  }

  @Test
  void ofAnEmitterNamesTheEmitter() {
    EntryNumber number = new EntryNumber(NODE, 17);
    assertThat(text(number.write("emitter"))).isEqualTo(NODE + ":17");
    assertThat(EntryNumber.read("emitter", bytes(NODE + ":17"))).isEqualTo(number);
  }

  @Test
  void takesTheGreatestNumberOfDigits() {
    assertThat(EntryNumber.read("emitter", bytes(NODE + ":999999999999999999")).value())
        .isEqualTo(999_999_999_999_999_999L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "1.5",
        " 1",
        "1\n",
        "x",
        ":1",
        "00112233445566aa:",
        "00112233445566aa:0",
        "00112233445566AA:1",
        "0112233445566aa:1",
        "00112233445566aa:1:1",
        "1234567890123456789",
        "00112233445566aa:1234567890123456789"
      })
  void isNoneIfItIsSomethingElse(String field) {
    assertThat(EntryNumber.read("emitter", bytes(field))).isNull();
  }

  @Test
  void isNoneWithoutUidOrField() {
    assertThat(EntryNumber.read(null, bytes("1"))).isNull();
    assertThat(EntryNumber.read("emitter", null)).isNull();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
