package io.github.socketiojakarta.msgpack;

import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.ProtocolException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * Reads MessagePack into plain values, by the rules of Node's {@code @msgpack/msgpack} 2.8: every
 * format is taken, keys may be numbers, of equal keys the last wins, bytes behind the end are an
 * error. Integers keep all their 64 bits. An extension other than the timestamp becomes what it is
 * to a JavaScript client, an object with {@code type} and {@code data}.
 *
 * <p>Nothing is allocated on the word of a length field: what it announces must be there.
 */
final class MsgPackReader {

  private static final int MAX_DEPTH = JsonWriter.MAX_DEPTH;
  private static final byte TIMESTAMP = -1;

  /** Longer strings are decoded by Node's TextDecoder, which replaces what is no UTF-8. */
  private static final int MAX_RAW_LENGTH = 200;

  private final MessageUnpacker in;
  private final int size;

  private MsgPackReader(MessageUnpacker in, int size) {
    this.in = in;
    this.size = size;
  }

  /**
   * Reads one value.
   *
   * @throws ProtocolException if the bytes are not exactly one value
   */
  static Object read(byte[] bytes) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
      MsgPackReader reader = new MsgPackReader(in, bytes.length);
      Object value = reader.value(0);
      if (reader.left() > 0) {
        throw new ProtocolException("malformed MessagePack: bytes behind the end");
      }
      return value;
    } catch (IOException | MessagePackException | DateTimeException e) {
      throw new ProtocolException("malformed MessagePack: " + e.getMessage(), e);
    }
  }

  private long left() {
    return size - in.getTotalReadBytes();
  }

  private Object value(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("MessagePack nests deeper than " + MAX_DEPTH);
    }
    MessageFormat format = in.getNextFormat();
    return switch (format.getValueType()) {
      case NIL -> {
        in.unpackNil();
        yield null;
      }
      case BOOLEAN -> in.unpackBoolean();
      case INTEGER -> format == MessageFormat.UINT64 ? unsigned() : (Object) in.unpackLong();
      case FLOAT -> format == MessageFormat.FLOAT32 ? in.unpackFloat() : in.unpackDouble();
      case STRING -> string(payload(in.unpackRawStringHeader()));
      case BINARY -> payload(in.unpackBinaryHeader());
      case ARRAY -> array(checkLength(in.unpackArrayHeader()), depth + 1);
      case MAP -> map(checkLength(in.unpackMapHeader()), depth + 1);
      case EXTENSION -> extension(in.unpackExtensionTypeHeader());
    };
  }

  private Number unsigned() throws IOException {
    BigInteger value = in.unpackBigInteger();
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** Every element takes a byte at least. */
  private int checkLength(int length) {
    if (length > left()) {
      throw new ProtocolException("malformed MessagePack: it ends too early");
    }
    return length;
  }

  private byte[] payload(int length) throws IOException {
    return in.readPayload(checkLength(length));
  }

  private List<Object> array(int length, int depth) throws IOException {
    List<Object> list = new ArrayList<>(Math.min(length, 1024));
    for (int i = 0; i < length; i++) {
      list.add(value(depth));
    }
    return list;
  }

  private Map<String, Object> map(int length, int depth) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      String key = key(value(depth));
      map.put(key, value(depth));
    }
    return map;
  }

  private static String key(Object key) {
    if (key instanceof Number number) {
      return number instanceof Double value && !Double.isFinite(value)
          ? value.toString()
          : JsonWriter.write(number);
    }
    if (!(key instanceof String name)) {
      throw new ProtocolException("malformed MessagePack: a key must be a string or a number");
    }
    if (name.equals("__proto__")) {
      throw new ProtocolException("malformed MessagePack: the key __proto__ is not allowed");
    }
    return name;
  }

  private static String string(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    return utf8.length <= MAX_RAW_LENGTH ? lenient(utf8) : replacing(utf8);
  }

  /** As Node reads long strings: half a surrogate pair is three errors, where Java sees one. */
  private static String replacing(byte[] utf8) {
    byte[] marked = utf8.clone();
    for (int i = 0; i + 1 < marked.length; i++) {
      if ((marked[i] & 0xff) == 0xed && (marked[i + 1] & 0xe0) == 0xa0) {
        marked[i] = (byte) 0xff; // what follows is then an error byte by byte
      }
    }
    return new String(marked, StandardCharsets.UTF_8);
  }

  /** As Node reads short strings: without any check, so that lone surrogates come through. */
  private static String lenient(byte[] utf8) {
    StringBuilder text = new StringBuilder(utf8.length);
    int i = 0;
    while (i < utf8.length) {
      int first = utf8[i] & 0xff;
      int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : 0;
      int unit = more == 0 ? first : first & 0x3f >> more;
      for (int k = 1; k <= more; k++) {
        unit = unit << 6 | (i + k < utf8.length ? utf8[i + k] & 0x3f : 0);
      }
      if (unit > Character.MAX_VALUE) { // and perhaps beyond Unicode: what is left are two halves
        unit -= Character.MIN_SUPPLEMENTARY_CODE_POINT;
        text.append((char) (Character.MIN_HIGH_SURROGATE | unit >> 10 & 0x3ff));
        unit = Character.MIN_LOW_SURROGATE | unit & 0x3ff;
      }
      text.append((char) unit);
      i += 1 + more;
    }
    return text.toString();
  }

  private Object extension(ExtensionTypeHeader header) throws IOException {
    byte[] data = payload(header.getLength());
    if (header.getType() == TIMESTAMP) {
      return timestamp(ByteBuffer.wrap(data));
    }
    Map<String, Object> extension = new LinkedHashMap<>();
    extension.put("type", (long) header.getType());
    extension.put("data", data);
    return extension;
  }

  private static Instant timestamp(ByteBuffer data) {
    return switch (data.capacity()) {
      case 4 -> Instant.ofEpochSecond(data.getInt() & 0xffffffffL);
      case 8 -> {
        long both = data.getLong();
        yield Instant.ofEpochSecond(both & (1L << 34) - 1, both >>> 34);
      }
      case 12 -> {
        long nanos = data.getInt() & 0xffffffffL;
        yield Instant.ofEpochSecond(data.getLong(), nanos);
      }
      default ->
          throw new ProtocolException(
              "malformed MessagePack: a timestamp of " + data.capacity() + " bytes");
    };
  }
}
