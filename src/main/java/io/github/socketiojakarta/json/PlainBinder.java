package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.json.JsonValue;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Binds plain values to types. The simple types and the common containers are bound here, strictly
 * and without a detour over text; everything else by JSON-B.
 */
final class PlainBinder {

  private final BiFunction<Object, Type, Object> others;
  private final Function<String, JsonValue> trees;

  /**
   * Makes a binder.
   *
   * @param others binds to the application's own classes, by way of JSON-B
   * @param trees reads JSON into a tree
   */
  PlainBinder(BiFunction<Object, Type, Object> others, Function<String, JsonValue> trees) {
    this.others = others;
    this.trees = trees;
  }

  Object bind(Object plain, Type type) {
    if (type instanceof Class<?> raw) {
      return bindClass(plain, raw);
    }
    if (type instanceof ParameterizedType generic) {
      return bindGeneric(plain, generic);
    }
    if (type instanceof GenericArrayType array) {
      return bindArray(plain, array.getGenericComponentType(), type);
    }
    if (type instanceof WildcardType wildcard) {
      return bind(plain, wildcard.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> variable) {
      return bind(plain, variable.getBounds()[0]);
    }
    throw new SocketIoException("not a type to bind to: " + type);
  }

  private Object bindClass(Object plain, Class<?> type) {
    if (type == Object.class) {
      return plain;
    }
    if (type == Optional.class) {
      return Optional.ofNullable(plain);
    }
    if (type == OptionalInt.class) {
      return plain == null ? OptionalInt.empty() : OptionalInt.of((int) integer(plain, int.class));
    }
    if (type == OptionalLong.class) {
      return plain == null ? OptionalLong.empty() : OptionalLong.of(integer(plain, long.class));
    }
    if (type == OptionalDouble.class) {
      return plain == null
          ? OptionalDouble.empty()
          : OptionalDouble.of(number(plain, double.class).doubleValue());
    }
    if (JsonValue.class.isAssignableFrom(type)) {
      return tree(plain, type);
    }
    if (plain == null) {
      if (type.isPrimitive()) {
        throw misfit(null, type);
      }
      return null;
    }
    if (type == String.class || type == CharSequence.class) {
      return text(plain, type);
    }
    if (type == boolean.class || type == Boolean.class) {
      return fitting(plain, Boolean.class, type);
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type) || type == Character.class) {
      return bindNumber(plain, type);
    }
    if (type == byte[].class) {
      return bytes(plain, type);
    }
    if (type == ByteBuffer.class) {
      return ByteBuffer.wrap(bytes(plain, type));
    }
    if (plain instanceof Instant instant) {
      if (type == Instant.class) {
        return instant;
      }
      if (type == Date.class) {
        return Date.from(instant);
      }
    }
    if (type.isArray()) {
      return bindArray(plain, type.getComponentType(), type);
    }
    if (type == List.class || type == Collection.class || type == Iterable.class) {
      return fitting(plain, List.class, type);
    }
    if (type == Set.class) {
      return new LinkedHashSet<>((List<?>) fitting(plain, List.class, type));
    }
    if (type == Map.class) {
      return fitting(plain, Map.class, type);
    }
    return others.apply(plain, type);
  }

  private Object bindGeneric(Object plain, ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return plain == null ? Optional.empty() : Optional.ofNullable(bind(plain, arguments[0]));
    }
    if (plain == null) {
      return null;
    }
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      return elements(plain, arguments[0], type, new ArrayList<>());
    }
    if (raw == Set.class) {
      return elements(plain, arguments[0], type, new LinkedHashSet<>());
    }
    if (raw == Map.class && (arguments[0] == String.class || arguments[0] == Object.class)) {
      Map<Object, Object> map = new LinkedHashMap<>();
      ((Map<?, ?>) fitting(plain, Map.class, type))
          .forEach((key, value) -> map.put(key, bind(value, arguments[1])));
      return map;
    }
    return others.apply(plain, type);
  }

  private Object elements(Object plain, Type element, Type type, Collection<Object> target) {
    for (Object value : (List<?>) fitting(plain, List.class, type)) {
      target.add(bind(value, element));
    }
    return target;
  }

  private Object bindArray(Object plain, Type component, Type type) {
    if (plain == null) {
      return null;
    }
    List<?> list = (List<?>) fitting(plain, List.class, type);
    Object array = Array.newInstance(raw(component), list.size());
    for (int i = 0; i < list.size(); i++) {
      Array.set(array, i, bind(list.get(i), component));
    }
    return array;
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> raw) {
      return raw;
    }
    if (type instanceof ParameterizedType generic) {
      return raw(generic.getRawType());
    }
    if (type instanceof GenericArrayType array) {
      return raw(array.getGenericComponentType()).arrayType();
    }
    if (type instanceof TypeVariable<?> variable) {
      return raw(variable.getBounds()[0]);
    }
    return Object.class;
  }

  private Object tree(Object plain, Class<?> type) {
    if (ByteMarks.hasBytes(plain)) {
      throw new SocketIoException("bytes do not fit " + type.getName());
    }
    JsonValue tree = plain == null ? JsonValue.NULL : trees.apply(JsonWriter.write(plain));
    if (type.isInstance(tree)) {
      return tree;
    }
    if (plain == null) {
      return null;
    }
    throw misfit(plain, type);
  }

  private static Object text(Object plain, Type type) {
    if (plain instanceof Instant) { // a string, had it come as JSON
      String quoted = JsonWriter.write(plain);
      return quoted.substring(1, quoted.length() - 1);
    }
    return fitting(plain, String.class, type);
  }

  private Object bindNumber(Object plain, Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return (int) integer(plain, type);
    }
    if (type == long.class || type == Long.class) {
      return integer(plain, type);
    }
    if (type == double.class || type == Double.class) {
      return number(plain, type).doubleValue();
    }
    if (type == float.class || type == Float.class) {
      return number(plain, type).floatValue();
    }
    if (type == short.class || type == Short.class) {
      return (short) integer(plain, type);
    }
    if (type == byte.class || type == Byte.class) {
      return (byte) integer(plain, type);
    }
    if (type == char.class || type == Character.class) {
      String text = (String) fitting(plain, String.class, type);
      if (text.length() != 1) {
        throw misfit(plain, type);
      }
      return text.charAt(0);
    }
    if (type == Number.class) {
      return number(plain, type);
    }
    if (type == BigDecimal.class) {
      return decimal(plain, type);
    }
    if (type == BigInteger.class) {
      return wide(plain, type);
    }
    return others.apply(plain, type);
  }

  private static Number number(Object plain, Type type) {
    return (Number) fitting(plain, Number.class, type);
  }

  private static BigDecimal decimal(Object plain, Type type) {
    Number number = number(plain, type);
    if (number instanceof Double value && !Double.isFinite(value)) {
      throw misfit(plain, type);
    }
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
  }

  private static BigInteger wide(Object plain, Type type) {
    try {
      return decimal(plain, type).toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw misfit(plain, type);
    }
  }

  /** An integer, which may have been written with a point, in the range of the type. */
  private static long integer(Object plain, Type type) {
    long value;
    if (plain instanceof Long number) {
      value = number;
    } else {
      BigInteger wide = wide(plain, type);
      if (wide.bitLength() >= Long.SIZE) {
        throw misfit(plain, type);
      }
      value = wide.longValue();
    }
    boolean fits =
        type == int.class || type == Integer.class
            ? value == (int) value
            : type == short.class || type == Short.class
                ? value == (short) value
                : type != byte.class && type != Byte.class || value == (byte) value;
    if (!fits) {
      throw misfit(plain, type);
    }
    return value;
  }

  private static byte[] bytes(Object plain, Type type) {
    try {
      return PlainBytes.of(plain);
    } catch (SocketIoException e) {
      throw misfit(plain, type);
    }
  }

  private static Object fitting(Object plain, Class<?> wanted, Type type) {
    if (!wanted.isInstance(plain)) {
      throw misfit(plain, type);
    }
    return plain;
  }

  /** Names the kind of the value, not the value: it is a client's and may be long or private. */
  static SocketIoException misfit(Object plain, Type type) {
    return new SocketIoException(kind(plain) + " does not fit " + type.getTypeName());
  }

  private static String kind(Object plain) {
    if (plain == null) {
      return "null";
    }
    if (plain instanceof Number) {
      String digits = plain.toString();
      return digits.length() > 24 ? "a number" : "the number " + digits;
    }
    if (plain instanceof String) {
      return "a string";
    }
    if (plain instanceof Boolean) {
      return "a boolean";
    }
    if (plain instanceof List) {
      return "an array";
    }
    if (plain instanceof Map) {
      return "an object";
    }
    return plain instanceof byte[] ? "bytes" : "a date";
  }
}
