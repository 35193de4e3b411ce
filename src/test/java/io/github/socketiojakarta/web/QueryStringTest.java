package io.github.socketiojakarta.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryStringTest {

  @Test
  void takesTheLastOfOneName() {
    assertThat(QueryString.parse("a=1&b=2&a=3")).isEqualTo(Map.of("a", "3", "b", "2"));
  }

  @Test
  void decodesEscapesAndBlanks() {
    assertThat(QueryString.parse("a+b=%C3%A9%20x+y")).isEqualTo(Map.of("a b", "\u00e9 x y"));
  }

  @Test
  void takesWhatIsNoEscapeAsItIs() {
    assertThat(QueryString.parse("a=%&b=%4&c=%zz&d=100%"))
        .isEqualTo(Map.of("a", "%", "b", "%4", "c", "%zz", "d", "100%"));
  }

  @Test
  void replacesBytesThatAreNoText() {
    assertThat(QueryString.parse("a=%FF")).isEqualTo(Map.of("a", "\ufffd"));
  }

  @Test
  void takesAbsentAndEmptyParts() {
    assertThat(QueryString.parse(null)).isEmpty();
    assertThat(QueryString.parse("&&a&b=&=c")).isEqualTo(Map.of("a", "", "b", "", "", "c"));
  }
}
