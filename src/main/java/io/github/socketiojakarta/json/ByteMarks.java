package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.json.JsonValue;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Leads bytes through JSON-B: in the text each byte array is a mark, a string that nobody outside
 * can guess, and the array itself waits in a list that belongs to the one call under way.
 */
final class ByteMarks {

  private final String prefix;

  // The list of the call that runs on this thread; set and taken back by call().
  private final ThreadLocal<List<byte[]>> current = new ThreadLocal<>();

  ByteMarks() {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    prefix = "\u0001bytes-" + HexFormat.of().formatHex(nonce) + "-";
  }

  /** Runs a call of JSON-B; a codec used within it, by a serializer of the application, is fine. */
  <T> T call(List<byte[]> bytes, Supplier<T> jsonb) {
    List<byte[]> outer = current.get();
    current.set(bytes);
    try {
      return jsonb.get();
    } finally {
      if (outer == null) {
        current.remove(); // a pooled thread must not keep the application's class loader
      } else {
        current.set(outer);
      }
    }
  }

  /** The plain value with its bytes moved to the list; the value itself if it has none. */
  Object mark(Object plain, List<byte[]> bytes) {
    if (plain instanceof byte[] array) {
      return add(array, bytes);
    }
    if (plain instanceof List<?> list && hasBytes(list)) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(mark(element, bytes)));
      return copy;
    }
    if (plain instanceof Map<?, ?> map && hasBytes(map)) {
      Map<Object, Object> copy = new LinkedHashMap<>(map.size() * 2);
      map.forEach((key, value) -> copy.put(key, mark(value, bytes)));
      return copy;
    }
    return plain;
  }

  static boolean hasBytes(Object plain) {
    if (plain instanceof List<?> list) {
      for (Object element : list) {
        if (hasBytes(element)) {
          return true;
        }
      }
      return false;
    }
    if (plain instanceof Map<?, ?> map) {
      for (Object value : map.values()) {
        if (hasBytes(value)) {
          return true;
        }
      }
      return false;
    }
    return plain instanceof byte[];
  }

  /** A string of the text as a plain value: the bytes if it is one of this call's marks. */
  Object unmark(String text, List<byte[]> bytes) {
    if (bytes != null && !bytes.isEmpty() && text.startsWith(prefix)) {
      try {
        return bytes.get(Integer.parseInt(text.substring(prefix.length())));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        return text; // a mark of another call: to this one a string like any other
      }
    }
    return text;
  }

  private String add(byte[] array, List<byte[]> bytes) {
    bytes.add(array);
    return prefix + (bytes.size() - 1);
  }

  private String markCurrent(byte[] array) {
    List<byte[]> bytes = current.get();
    if (bytes == null) {
      throw new SocketIoException("bytes outside a call of the codec");
    }
    return add(array, bytes);
  }

  private Object read(JsonParser parser) {
    JsonValue value;
    try {
      value = parser.getValue();
    } catch (IllegalStateException e) { // JSON-B leaves open whether the value was begun
      parser.next();
      value = parser.getValue();
    }
    List<byte[]> bytes = current.get();
    return PlainReader.read(value, text -> unmark(text, bytes));
  }

  /**
   * Makes JSON-B use marks. Serializer, deserializer and adapter say the same thing three times:
   * Johnzon asks the adapter for members and the others for elements, Yasson asks any of them.
   */
  void register(JsonbConfig config) {
    config
        .withSerializers(new BytesSerializer(), new ByteBufferSerializer())
        .withDeserializers(new BytesDeserializer(), new ByteBufferDeserializer())
        .withAdapters(new BytesAdapter());
  }

  /** Makes JSON-B read members declared as Object into plain values. */
  void registerObject(JsonbConfig config) {
    config.withDeserializers(new ObjectDeserializer());
  }

  private final class BytesSerializer implements JsonbSerializer<byte[]> {
    @Override
    public void serialize(byte[] array, JsonGenerator out, SerializationContext context) {
      out.write(markCurrent(array.clone()));
    }
  }

  private final class ByteBufferSerializer implements JsonbSerializer<ByteBuffer> {
    @Override
    public void serialize(ByteBuffer buffer, JsonGenerator out, SerializationContext context) {
      out.write(markCurrent(PlainBytes.copy(buffer)));
    }
  }

  private final class BytesDeserializer implements JsonbDeserializer<byte[]> {
    @Override
    public byte[] deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return PlainBytes.of(read(parser));
    }
  }

  private final class ByteBufferDeserializer implements JsonbDeserializer<ByteBuffer> {
    @Override
    public ByteBuffer deserialize(JsonParser parser, DeserializationContext context, Type type) {
      byte[] array = PlainBytes.of(read(parser));
      return array == null ? null : ByteBuffer.wrap(array);
    }
  }

  private final class ObjectDeserializer implements JsonbDeserializer<Object> {
    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return read(parser);
    }
  }

  private final class BytesAdapter implements JsonbAdapter<byte[], String> {
    @Override
    public String adaptToJson(byte[] array) {
      return markCurrent(array.clone());
    }

    @Override
    public byte[] adaptFromJson(String text) {
      return PlainBytes.of(unmark(text, current.get()));
    }
  }
}
