package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.json.JsonValue;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Turns values of the application into plain ones. What it gives shares nothing mutable with what
 * it was given, since a packet may be encoded later, on another thread.
 */
final class PlainWriter {

  /** Leaves room for the packet and the cluster message that will be put around the value. */
  private static final int MAX_DEPTH = JsonWriter.MAX_DEPTH - 10;

  private final Function<Object, Object> others;

  /**
   * Makes a writer.
   *
   * @param others turns what is neither plain nor a common container, by way of JSON-B
   */
  PlainWriter(Function<Object, Object> others) {
    this.others = others;
  }

  Object write(Object value) {
    return write(value, 0);
  }

  private Object write(Object value, int depth) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof Instant) {
      return value;
    }
    if (depth > MAX_DEPTH) {
      throw new SocketIoException("a value nests deeper than " + MAX_DEPTH + ", or is cyclic");
    }
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof JsonValue tree) { // before the containers: arrays and objects are both
      return PlainReader.read(tree, PlainReader.STRINGS);
    }
    if (value instanceof Collection<?> collection) {
      List<Object> list = new ArrayList<>(collection.size());
      for (Object element : collection) {
        list.add(write(element, depth + 1));
      }
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map, depth + 1);
    }
    if (value.getClass().isArray() && !(value instanceof char[])) {
      int length = Array.getLength(value);
      List<Object> list = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        list.add(write(Array.get(value, i), depth + 1));
      }
      return list;
    }
    return single(value, depth);
  }

  private Object map(Map<?, ?> map, int depth) {
    Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        return others.apply(map); // JSON-B has rules for other keys
      }
      copy.put(key, write(entry.getValue(), depth));
    }
    return copy;
  }

  private Object single(Object value, int depth) {
    if (value instanceof Character character) {
      return character.toString();
    }
    if (value instanceof ByteBuffer buffer) {
      return PlainBytes.copy(buffer);
    }
    if (value instanceof Date date) {
      return Instant.ofEpochMilli(date.getTime()); // not toInstant(): java.sql.Date has none
    }
    if (value instanceof Optional<?> optional) {
      return write(optional.orElse(null), depth + 1);
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? (Object) (long) optional.getAsInt() : null;
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? (Object) optional.getAsLong() : null;
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? (Object) optional.getAsDouble() : null;
    }
    return others.apply(value);
  }

  private Object number(Number number) {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof Float) {
      return Double.valueOf(number.toString()); // 0.1f is meant as 0.1
    }
    if (number instanceof BigInteger integer) {
      return PlainNumbers.of(integer);
    }
    if (number instanceof BigDecimal decimal) {
      return PlainNumbers.of(decimal);
    }
    return others.apply(number);
  }
}
