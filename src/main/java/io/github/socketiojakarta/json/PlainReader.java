package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.ProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Reads JSON, as text or as tree, into plain values. Stateless. */
final class PlainReader {

  /** Leaves every string what it is. */
  static final Function<String, Object> STRINGS = text -> text;

  private final JsonParserFactory parsers;

  PlainReader(JsonParserFactory parsers) {
    this.parsers = Objects.requireNonNull(parsers, "parsers");
  }

  /**
   * Reads a text.
   *
   * @param strings what stands for each string value
   */
  Object read(String json, Function<String, Object> strings) {
    try (JsonParser parser = parsers.createParser(new StringReader(json))) {
      Object value = value(parser, parser.next(), strings, 0);
      if (parser.hasNext()) {
        throw new ProtocolException("text behind the end of JSON");
      }
      return value;
    } catch (ProtocolException e) {
      throw e;
    } catch (RuntimeException e) { // JSON-P's implementations differ in what they throw
      throw new ProtocolException("malformed JSON: " + e.getMessage(), e);
    }
  }

  private static Object value(
      JsonParser parser, JsonParser.Event event, Function<String, Object> strings, int depth) {
    return switch (event) {
      case START_OBJECT -> object(parser, strings, depth + 1);
      case START_ARRAY -> array(parser, strings, depth + 1);
      case VALUE_STRING -> strings.apply(parser.getString());
      case VALUE_NUMBER -> PlainNumbers.parse(parser.getString());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw new ProtocolException("malformed JSON: " + event);
    };
  }

  private static Map<String, Object> object(
      JsonParser parser, Function<String, Object> strings, int depth) {
    checkDepth(depth);
    Map<String, Object> map = new LinkedHashMap<>();
    while (true) {
      JsonParser.Event event = parser.next();
      if (event == JsonParser.Event.END_OBJECT) {
        return map;
      }
      if (event != JsonParser.Event.KEY_NAME) {
        throw new ProtocolException("malformed JSON: " + event);
      }
      String key = parser.getString();
      map.put(key, value(parser, parser.next(), strings, depth));
    }
  }

  private static List<Object> array(
      JsonParser parser, Function<String, Object> strings, int depth) {
    checkDepth(depth);
    List<Object> list = new ArrayList<>();
    while (true) {
      JsonParser.Event event = parser.next();
      if (event == JsonParser.Event.END_ARRAY) {
        return list;
      }
      list.add(value(parser, event, strings, depth));
    }
  }

  private static void checkDepth(int depth) {
    if (depth > JsonWriter.MAX_DEPTH) {
      throw new ProtocolException("JSON nests deeper than " + JsonWriter.MAX_DEPTH);
    }
  }

  /** Reads a tree; its depth is bounded by whoever built it. */
  static Object read(JsonValue tree, Function<String, Object> strings) {
    return switch (tree.getValueType()) {
      case OBJECT -> {
        JsonObject object = tree.asJsonObject();
        Map<String, Object> map = new LinkedHashMap<>(object.size() * 2);
        object.forEach((key, value) -> map.put(key, read(value, strings)));
        yield map;
      }
      case ARRAY -> {
        JsonArray array = tree.asJsonArray();
        List<Object> list = new ArrayList<>(array.size());
        array.forEach(value -> list.add(read(value, strings)));
        yield list;
      }
      case STRING -> strings.apply(((JsonString) tree).getString());
      case NUMBER -> PlainNumbers.parse(((JsonNumber) tree).toString());
      case TRUE -> Boolean.TRUE;
      case FALSE -> Boolean.FALSE;
      case NULL -> null;
    };
  }
}
