package io.github.socketiojakarta.cluster;

import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.JsonWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Plain values as lines of JSON; bytes are written as {@code {"$bytes": base64}}. */
final class Lines {

  private static final String BYTES = "$bytes";
  private static final JsonbCodec JSON = new JsonbCodec();

  private Lines() {}

  static String write(Object value) {
    return JsonWriter.write(pack(value));
  }

  static Object read(String line) {
    return unpack(JSON.parse(line));
  }

  private static Object pack(Object value) {
    if (value instanceof byte[] bytes) {
      return Map.of(BYTES, Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof List<?> list) {
      return mapped(list, Lines::pack);
    }
    return value instanceof Map<?, ?> map ? mapped(map, Lines::pack) : value;
  }

  private static Object unpack(Object value) {
    if (value instanceof List<?> list) {
      return mapped(list, Lines::unpack);
    }
    if (value instanceof Map<?, ?> map) {
      return map.get(BYTES) instanceof String text
          ? Base64.getDecoder().decode(text)
          : mapped(map, Lines::unpack);
    }
    return value;
  }

  private static List<Object> mapped(List<?> list, Function<Object, Object> how) {
    List<Object> mapped = new ArrayList<>(list.size());
    list.forEach(element -> mapped.add(how.apply(element)));
    return mapped;
  }

  private static Map<String, Object> mapped(Map<?, ?> map, Function<Object, Object> how) {
    Map<String, Object> mapped = new LinkedHashMap<>();
    map.forEach((key, value) -> mapped.put(Objects.toString(key), how.apply(value)));
    return mapped;
  }
}
