package io.github.socketiojakarta;

import io.github.socketiojakarta.json.JsonbCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recordings of a Node server under {@code wire/}: one JSON object a line, with tags for what
 * JSON cannot say, for example {@code {"$":"bin","hex":"00"}}.
 */
public final class WireVectors {

  private WireVectors() {}

  /** The lines of a file, tags still in them. */
  @SuppressWarnings("unchecked") // every line is an object
  public static List<Map<String, Object>> read(String file) {
    try (InputStream in = WireVectors.class.getResourceAsStream("/wire/" + file);
        JsonbCodec json = new JsonbCodec()) {
      List<Map<String, Object>> lines = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        lines.add((Map<String, Object>) json.parse(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value with its tags resolved; empty if Java has no counterpart for some of them. */
  public static Optional<Object[]> plain(Object tagged) {
    try {
      return Optional.of(new Object[] {resolve(tagged)});
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static Object resolve(Object tagged) {
    if (tagged instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(resolve(element)));
      return copy;
    }
    if (!(tagged instanceof Map<?, ?> map)) {
      return tagged;
    }
    if (!map.containsKey("$")) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put((String) key, resolve(value)));
      return copy;
    }
    return switch ((String) map.get("$")) {
      case "undefined" -> null;
      case "bin" -> HexFormat.of().parseHex((String) map.get("hex"));
      case "date" -> Instant.parse((String) map.get("v"));
      case "number" -> Double.valueOf((String) map.get("v"));
      case "utf16" -> utf16(HexFormat.of().parseHex((String) map.get("hex")));
      case "ext" -> {
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("type", map.get("type"));
        extension.put("data", HexFormat.of().parseHex((String) map.get("hex")));
        yield extension;
      }
      default -> throw new UnsupportedOperationException(map.toString());
    };
  }

  /** Unit by unit: Java's decoder would replace lone surrogates. */
  private static String utf16(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 2) {
      text.append((char) ((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff));
    }
    return text.toString();
  }
}
