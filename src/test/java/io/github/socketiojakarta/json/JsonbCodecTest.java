package io.github.socketiojakarta.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.config.PropertyOrderStrategy;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonbCodecTest {

  private static final JsonbCodec JSON = new JsonbCodec();

  @AfterAll
  static void close() {
    JSON.close();
  }

  // What the tests bind to and from.

  public record Message(String room, int count, Optional<String> note) {}

  public record Image(String name, byte[] data, List<byte[]> parts, Map<String, Object> meta) {}

  public static class Album {
    public String title;
    public Object cover;
    public ByteBuffer buffer;
    public byte[][] pages;
    public List<Image> images;

    @JsonbProperty("renamed")
    public String other;
  }

  public enum Colour {
    RED,
    GREEN
  }

  public record Times(Instant at, LocalDate day, Duration length) {}

  private record Holder(List<Map<String, Message>> nested) {}

  private static Type fieldType(Class<?> owner, int component) {
    return owner.getRecordComponents()[component].getGenericType();
  }

  // parse

  @Test
  void readsPlainValuesInTheOrderOfTheWire() {
    assertThat(JSON.parse(" {\"b\":[1,\"x\",null,true,false,{}],\"a\":-2.5} "))
        .isEqualTo(
            new LinkedHashMap<>(
                Map.of("b", Arrays.asList(1L, "x", null, true, false, Map.of()), "a", -2.5)));
    assertThat(((Map<?, ?>) JSON.parse("{\"z\":1,\"a\":2,\"m\":3}")).keySet().toString())
        .isEqualTo("[z, a, m]");
  }

  @Test
  void readsScalarsAtTheTop() {
    assertThat(JSON.parse("\"x\"")).isEqualTo("x");
    assertThat(JSON.parse("5")).isEqualTo(5L);
    assertThat(JSON.parse("null")).isNull();
    assertThat(JSON.parse("true")).isEqualTo(true);
  }

  @Test
  void choosesTheNumberThatLosesNoDigits() {
    assertThat(JSON.parse("-0")).isEqualTo(0L);
    assertThat(JSON.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(JSON.parse("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
    assertThat(JSON.parse("1.0")).isEqualTo(1.0);
    assertThat(JSON.parse("1e3")).isEqualTo(1000.0);
    assertThat(JSON.parse("0.1")).isEqualTo(0.1);
    assertThat(JSON.parse("3.141592653589793")).isEqualTo(Math.PI);
    assertThat(JSON.parse("3.14159265358979323846"))
        .isEqualTo(new BigDecimal("3.14159265358979323846"));
    assertThat(JSON.parse("1e400")).isEqualTo(new BigDecimal("1e400"));
    assertThat(JSON.parse("5e-324")).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void doesNotChokeOnHostileNumbers() {
    assertThat(JSON.parse("1e1000000")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(JSON.parse("-1e99999999999")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(JSON.parse("1e-1000000")).isEqualTo(0.0);
    assertThat(JSON.parse("0e99999999999")).isEqualTo(0.0);
    assertThat(JSON.parse("1".repeat(500_000))).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(JSON.parse("0." + "1".repeat(500_000))).isEqualTo(0.1111111111111111);
    assertThat(JsonWriter.write(JSON.parse("9".repeat(1000)))).isEqualTo("9".repeat(1000));
  }

  @Test
  void letsTheLastOfEqualKeysWin() {
    assertThat(JSON.parse("{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo(Map.of("a", 3L, "b", 2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{a:1}",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "[1 2]",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "tru",
        "nul",
        "nan",
        "NaN",
        "+1",
        "01",
        ".5",
        "1.",
        "1e",
        "-",
        "'a'",
        "[]x",
        "[][]",
        "1 2",
        "{}}",
        "\"a\" \"b\"",
        "null,",
        "// c\n1"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> JSON.parse(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void boundsTheDepthWhereTheWriterBoundsIt() {
    int max = JsonWriter.MAX_DEPTH;
    Object deepest = JSON.parse("[".repeat(max) + "]".repeat(max));
    assertThat(JsonWriter.write(deepest)).hasSize(2 * max);
    assertThatThrownBy(() -> JSON.parse("[".repeat(max + 1) + "]".repeat(max + 1)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> JSON.parse("{\"a\":".repeat(100_000)))
        .isInstanceOf(ProtocolException.class);
  }

  // toPlain

  @Test
  void takesASnapshotOfMutableValues() {
    List<Object> list = new ArrayList<>(List.of(1));
    Map<String, Object> map = new HashMap<>(Map.of("list", list));
    byte[] bytes = {1};
    Object plain = JSON.toPlain(Arrays.asList(map, bytes));
    list.add(2);
    map.put("more", 3);
    bytes[0] = 9;
    assertThat(plain)
        .usingRecursiveComparison()
        .isEqualTo(List.of(Map.of("list", List.of(1L)), new byte[] {1}));
  }

  @Test
  void turnsSimpleValuesIntoPlainOnes() {
    assertThat(JSON.toPlain(null)).isNull();
    assertThat(JSON.toPlain((byte) 1)).isEqualTo(1L);
    assertThat(JSON.toPlain(0.1f)).isEqualTo(0.1);
    assertThat(JSON.toPlain(new BigInteger("5"))).isEqualTo(5L);
    assertThat(JSON.toPlain(new BigDecimal("1.50"))).isEqualTo(1.5);
    assertThat(JSON.toPlain(new BigDecimal("0.1234567890123456789")))
        .isEqualTo(new BigDecimal("0.1234567890123456789"));
    assertThat(JSON.toPlain('c')).isEqualTo("c");
    assertThat(JSON.toPlain(Colour.RED)).isEqualTo("RED");
    assertThat(JSON.toPlain(new int[] {1, 2})).isEqualTo(List.of(1L, 2L));
    assertThat(JSON.toPlain(new Object[] {"a", null})).isEqualTo(Arrays.asList("a", null));
    assertThat(JSON.toPlain(Set.of("a"))).isEqualTo(List.of("a"));
    assertThat(JSON.toPlain(Optional.empty())).isNull();
    assertThat(JSON.toPlain(Optional.of(5))).isEqualTo(5L);
    assertThat(JSON.toPlain(OptionalInt.of(5))).isEqualTo(5L);
    assertThat(JSON.toPlain(LocalDate.of(2026, 1, 2))).isEqualTo("2026-01-02");
    assertThat(JSON.toPlain(Map.of(1, "a"))).isEqualTo(Map.of("1", "a"));
    Instant instant = Instant.ofEpochMilli(5);
    assertThat(JSON.toPlain(instant)).isEqualTo(instant);
    assertThat(JSON.toPlain(Date.from(instant))).isEqualTo(instant);
  }

  @Test
  void turnsJsonTreesIntoPlainValues() {
    JsonObject tree =
        Json.createObjectBuilder()
            .add("a", Json.createArrayBuilder().add(1).add("x").addNull().add(2.5))
            .add("b", true)
            .build();
    assertThat(JSON.toPlain(tree))
        .isEqualTo(Map.of("a", Arrays.asList(1L, "x", null, 2.5), "b", true));
    assertThat(JSON.toPlain(List.of(JsonValue.FALSE))).isEqualTo(List.of(false));
  }

  @Test
  void turnsRecordsAndPojosIntoMaps() {
    assertThat(JSON.toPlain(new Message("lobby", 2, Optional.of("n"))))
        .isEqualTo(Map.of("room", "lobby", "count", 2L, "note", "n"));
    assertThat(JSON.toPlain(new Times(Instant.EPOCH, LocalDate.EPOCH, Duration.ofSeconds(1))))
        .isEqualTo(Map.of("at", "1970-01-01T00:00:00Z", "day", "1970-01-01", "length", "PT1S"));
    Album album = new Album();
    album.other = "o";
    assertThat(JSON.toPlain(List.of(album))).isEqualTo(List.of(Map.of("renamed", "o")));
  }

  @Test
  void keepsBytesAsBytesAtAnyDepth() {
    Album album = new Album();
    album.title = "t";
    album.cover = new byte[] {1};
    album.buffer = ByteBuffer.wrap(new byte[] {0, 2, 0}, 1, 1);
    album.pages = new byte[][] {{3}, {4}};
    album.images =
        List.of(
            new Image(
                "i",
                new byte[] {5},
                List.of(new byte[] {6}),
                Map.of("m", List.of(new byte[] {7}))));
    assertThat(JSON.toPlain(Map.of("album", album)))
        .usingRecursiveComparison()
        .isEqualTo(
            Map.of(
                "album",
                Map.of(
                    "title",
                    "t",
                    "cover",
                    new byte[] {1},
                    "buffer",
                    new byte[] {2},
                    "pages",
                    List.of(new byte[] {3}, new byte[] {4}),
                    "images",
                    List.of(
                        Map.of(
                            "name",
                            "i",
                            "data",
                            new byte[] {5},
                            "parts",
                            List.of(new byte[] {6}),
                            "meta",
                            Map.of("m", List.of(new byte[] {7})))))));
  }

  @Test
  void refusesWhatCouldNotBeWrittenInsideAPacket() {
    Object deep = 1;
    for (int i = 0; i < JsonWriter.MAX_DEPTH - 10; i++) {
      deep = List.of(deep);
    }
    Object plain = JSON.toPlain(deep);
    assertThat(JsonWriter.write(List.of("event", Map.of("data", plain)))).contains("[1]");
    Object deeper = List.of(deep);
    assertThatThrownBy(() -> JSON.toPlain(deeper)).isInstanceOf(SocketIoException.class);
  }

  @Test
  void refusesValuesThatHaveNoJson() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    assertThatThrownBy(() -> JSON.toPlain(cyclic)).isInstanceOf(SocketIoException.class);
    Album album = new Album();
    album.cover = Double.NaN;
    assertThatThrownBy(() -> JSON.toPlain(album))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining(Album.class.getName());
  }

  // bind

  @Test
  void bindsSimpleValues() {
    assertThat(JSON.bind("x", String.class)).isEqualTo("x");
    assertThat(JSON.bind(true, boolean.class)).isEqualTo(true);
    assertThat(JSON.bind(5L, int.class)).isEqualTo(5);
    assertThat(JSON.bind(5.0, Long.class)).isEqualTo(5L);
    assertThat(JSON.bind(5L, double.class)).isEqualTo(5.0);
    assertThat(JSON.bind(5L, Float.class)).isEqualTo(5f);
    assertThat(JSON.bind(5L, short.class)).isEqualTo((short) 5);
    assertThat(JSON.bind(5L, BigDecimal.class)).isEqualTo(new BigDecimal("5"));
    assertThat(JSON.bind(5.0, BigInteger.class)).isEqualTo(BigInteger.valueOf(5));
    assertThat(JSON.bind(1.5, Number.class)).isEqualTo(1.5);
    assertThat(JSON.bind("c", char.class)).isEqualTo('c');
    assertThat(JSON.bind("GREEN", Colour.class)).isEqualTo(Colour.GREEN);
    assertThat(JSON.bind("2026-01-02", LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
    byte[] bytes = {1, 2};
    assertThat(JSON.bind(bytes, byte[].class)).isEqualTo(bytes);
    assertThat(JSON.bind(List.of(1L, 255L), byte[].class)).isEqualTo(new byte[] {1, -1});
    assertThat(JSON.bind(bytes, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(JSON.bind(bytes, Object.class)).isSameAs(bytes);
  }

  @Test
  void bindsInstantsToWhatAStringWouldBindTo() {
    Instant instant = Instant.ofEpochMilli(1_700_000_000_123L);
    assertThat(JSON.bind(instant, Instant.class)).isEqualTo(instant);
    assertThat(JSON.bind(instant, Date.class)).isEqualTo(Date.from(instant));
    assertThat(JSON.bind(instant, String.class)).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(JSON.bind("2023-11-14T22:13:20.123Z", Instant.class)).isEqualTo(instant);
    assertThat(JSON.bind(Map.of("at", instant, "day", "2026-01-02", "length", "PT1S"), Times.class))
        .isEqualTo(new Times(instant, LocalDate.of(2026, 1, 2), Duration.ofSeconds(1)));
  }

  @Test
  void bindsNullToNull() {
    assertThat(JSON.bind(null, String.class)).isNull();
    assertThat(JSON.bind(null, Integer.class)).isNull();
    assertThat(JSON.bind(null, Message.class)).isNull();
    assertThat(JSON.bind(null, byte[].class)).isNull();
    assertThat(JSON.bind(null, List.class)).isNull();
    assertThat(JSON.bind(null, Optional.class)).isEqualTo(Optional.empty());
    assertThat(JSON.bind(null, JsonValue.class)).isEqualTo(JsonValue.NULL);
    assertThat(JSON.bind(null, JsonObject.class)).isNull();
    assertThatThrownBy(() -> JSON.bind(null, int.class))
        .isInstanceOf(SocketIoException.class)
        .hasMessage("null does not fit int");
  }

  @Test
  void bindsRecordsAndGenerics() {
    Map<String, Object> message = Map.of("room", "r", "count", 3L, "note", "n", "unknown", 1L);
    Message expected = new Message("r", 3, Optional.of("n"));
    assertThat(JSON.bind(message, Message.class)).isEqualTo(expected);
    assertThat(JSON.bind(List.of(Map.of("a", message)), fieldType(Holder.class, 0)))
        .isEqualTo(List.of(Map.of("a", expected)));
    assertThat(JSON.bind(List.of(message), Message[].class)).isEqualTo(new Message[] {expected});
    assertThat(JSON.bind(List.of(1L, 2L), int[].class)).isEqualTo(new int[] {1, 2});
    assertThat(JSON.bind("n", fieldType(Message.class, 2))).isEqualTo(Optional.of("n"));
    assertThat(JSON.bind(List.of("a", "a"), Set.class)).isEqualTo(Set.of("a"));
  }

  @Test
  void bindsJsonTrees() {
    assertThat(JSON.bind(Map.of("a", List.of(1L)), JsonObject.class))
        .isEqualTo(Json.createObjectBuilder().add("a", Json.createArrayBuilder().add(1)).build());
    assertThat(JSON.bind("x", JsonString.class)).isEqualTo(Json.createValue("x"));
    assertThatThrownBy(() -> JSON.bind("x", JsonObject.class))
        .isInstanceOf(SocketIoException.class);
    assertThatThrownBy(() -> JSON.bind(List.of(new byte[1]), JsonValue.class))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("bytes");
  }

  @Test
  void bindsBytesInsideRecordsAndPojos() {
    Map<String, Object> plain = new HashMap<>();
    plain.put("title", "t");
    plain.put("cover", List.of(new byte[] {1}, 2L, "s"));
    plain.put("buffer", new byte[] {2});
    plain.put("pages", List.of(new byte[] {3}, List.of(4L)));
    plain.put("ignored", new byte[] {8});
    plain.put(
        "images",
        List.of(
            Map.of(
                "name",
                "i",
                "data",
                new byte[] {5},
                "parts",
                List.of(new byte[] {6}),
                "meta",
                Map.of("m", new byte[] {7}))));
    Album album = (Album) JSON.bind(plain, Album.class);
    assertThat(album.title).isEqualTo("t");
    assertThat(album.cover).usingRecursiveComparison().isEqualTo(List.of(new byte[] {1}, 2L, "s"));
    assertThat(album.buffer).isEqualTo(ByteBuffer.wrap(new byte[] {2}));
    assertThat(album.pages).isDeepEqualTo(new byte[][] {{3}, {4}});
    Image image = album.images.get(0);
    assertThat(image.data()).containsExactly(5);
    assertThat(image.parts().get(0)).containsExactly(6);
    assertThat(image.meta().get("m")).isEqualTo(new byte[] {7});
  }

  @Test
  void saysWhatDoesNotFitWhichType() {
    assertMisfit("x", int.class, "a string does not fit int");
    assertMisfit(1.5, int.class, "the number 1.5 does not fit int");
    assertMisfit(1L << 40, int.class, "the number 1099511627776 does not fit int");
    assertMisfit(new BigInteger("1".repeat(100)), long.class, "a number does not fit long");
    assertMisfit(Double.POSITIVE_INFINITY, long.class, "does not fit long");
    assertMisfit(300L, byte.class, "does not fit byte");
    assertMisfit(5L, String.class, "the number 5 does not fit java.lang.String");
    assertMisfit("true", boolean.class, "a string does not fit boolean");
    assertMisfit("ab", char.class, "a string does not fit char");
    assertMisfit(Map.of(), List.class, "an object does not fit java.util.List");
    assertMisfit(List.of(), Map.class, "an array does not fit java.util.Map");
    assertMisfit("x", byte[].class, "a string does not fit byte[]");
    assertMisfit(List.of(256L), byte[].class, "an array does not fit byte[]");
    assertMisfit("BLUE", Colour.class, "a string does not fit " + Colour.class.getName());
    assertMisfit("x", Message.class, "a string does not fit " + Message.class.getName());
    assertMisfit(List.of(1L), Message.class, "an array does not fit");
    assertMisfit(Map.of("count", "abc"), Message.class, "an object does not fit");
    assertMisfit(new byte[1], Message.class, "bytes does not fit");
    assertMisfit("x", LocalDate.class, "a string does not fit java.time.LocalDate");
  }

  private static void assertMisfit(Object plain, Type type, String message) {
    assertThatThrownBy(() -> JSON.bind(plain, type))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining(message);
  }

  @Test
  void takesTheApplicationsConfiguration() {
    JsonbConfig config = new JsonbConfig().withPropertyOrderStrategy(PropertyOrderStrategy.REVERSE);
    try (JsonbCodec json = new JsonbCodec(config)) {
      Object plain = json.toPlain(new Image("n", new byte[] {1}, null, null));
      assertThat(((Map<?, ?>) plain).keySet().toString()).isEqualTo("[name, data]");
      assertThat(((Map<?, ?>) plain).get("data")).isEqualTo(new byte[] {1});
    }
  }
}
