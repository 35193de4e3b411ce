package io.github.socketiojakarta.msgpack;

import io.github.socketiojakarta.protocol.PropertyOrder;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes plain values as MessagePack, byte for byte as Node's {@code @msgpack/msgpack} 2.8 does.
 *
 * <p>Numbers are first made what they are in JavaScript, doubles: the integral ones within
 * ±(2<sup>53</sup>−1) become integers in their smallest form, whatever their Java type, and all
 * others float64. A {@link Long} or {@link BigInteger} beyond that range is therefore rounded.
 */
final class MsgPackWriter {

  private static final int MAX_PATH_LENGTH = 200;

  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;
  private static final byte TIMESTAMP = -1;
  private static final long MAX_DATE = 8_640_000_000_000_000L;

  /** Longer strings are encoded by Node's TextEncoder, which knows no lone surrogates. */
  private static final int MAX_RAW_LENGTH = 200;

  private final MessageBufferPacker out;
  private final Deque<Object> path = new ArrayDeque<>(); // keys and indexes on the way down

  private MsgPackWriter(MessageBufferPacker out) {
    this.out = out;
  }

  /**
   * Writes a value.
   *
   * @throws SocketIoException if it is no plain value or too deep, saying where
   */
  static byte[] write(Object plain) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      new MsgPackWriter(out).value(plain);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  private void value(Object value) throws IOException {
    if (path.size() >= MsgPack.MAX_WRITE_DEPTH) {
      throw new SocketIoException(
          "a value nests deeper than " + MsgPack.MAX_WRITE_DEPTH + ", or is cyclic" + place());
    }
    if (value == null) {
      out.packNil();
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Boolean truth) {
      out.packBoolean(truth);
    } else if (value instanceof byte[] bytes) {
      out.packBinaryHeader(bytes.length);
      out.writePayload(bytes);
    } else if (value instanceof List<?> list) {
      out.packArrayHeader(list.size());
      int index = 0;
      for (Object element : list) {
        path.addLast(index++);
        value(element);
        path.removeLast();
      }
    } else if (value instanceof Map<?, ?> map) {
      out.packMapHeader(map.size());
      for (Map.Entry<String, Object> entry : PropertyOrder.entries(map)) {
        string(entry.getKey());
        path.addLast(entry.getKey());
        value(entry.getValue());
        path.removeLast();
      }
    } else if (value instanceof Instant instant) {
      timestamp(instant);
    } else {
      throw new SocketIoException("no plain value: " + value.getClass().getName() + place());
    }
  }

  /** Where the value is that cannot be written, for example {@code at data.user[2]}. */
  private String place() {
    StringBuilder place = new StringBuilder();
    for (Object step : path) {
      if (step instanceof Integer) {
        place.append('[').append(step).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(step);
      }
      if (place.length() > MAX_PATH_LENGTH) {
        place.setLength(MAX_PATH_LENGTH);
        place.append('…');
        break;
      }
    }
    return place.isEmpty() ? "" : ", at " + place;
  }

  private void number(Number number) throws IOException {
    boolean integer =
        number instanceof Long
            || number instanceof Integer
            || number instanceof Short
            || number instanceof Byte;
    long whole = number.longValue();
    if (integer && whole >= -MAX_SAFE_INTEGER && whole <= MAX_SAFE_INTEGER) {
      out.packLong(whole);
      return;
    }
    // 0.1f is meant as 0.1
    double value =
        number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
    if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER) {
      out.packLong((long) value); // -0 becomes 0
    } else {
      out.packDouble(Double.isNaN(value) ? Double.NaN : value); // one NaN of many
    }
  }

  private void string(String text) throws IOException {
    byte[] utf8 = utf8(text);
    out.packRawStringHeader(utf8.length);
    out.writePayload(utf8);
  }

  private static byte[] utf8(String text) {
    if (!hasLoneSurrogate(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteBuffer utf8 = ByteBuffer.allocate(text.length() * 3);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        utf8.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      } else if (isPair(text, i)) {
        utf8.put(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
        i++;
      } else {
        int unit = text.length() <= MAX_RAW_LENGTH ? c : 0xfffd;
        utf8.put((byte) (0xe0 | unit >> 12));
        utf8.put((byte) (0x80 | unit >> 6 & 0x3f));
        utf8.put((byte) (0x80 | unit & 0x3f));
      }
    }
    byte[] bytes = new byte[utf8.position()];
    utf8.flip().get(bytes);
    return bytes;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  // The timestamp extension. JavaScript's dates have milliseconds and end with the year 275760.
  private void timestamp(Instant instant) throws IOException {
    long seconds = instant.getEpochSecond();
    long nanos = instant.getNano() / 1_000_000 * 1_000_000L;
    if (Math.abs(seconds) > MAX_DATE / 1000 || seconds == MAX_DATE / 1000 && nanos > 0) {
      timestamp(ByteBuffer.allocate(12)); // zeros: what Node makes of an invalid date
    } else if (seconds >= 0 && seconds < 1L << 34) {
      if (nanos == 0 && seconds < 1L << 32) {
        timestamp(ByteBuffer.allocate(4).putInt((int) seconds));
      } else {
        timestamp(ByteBuffer.allocate(8).putLong(nanos << 34 | seconds));
      }
    } else {
      timestamp(ByteBuffer.allocate(12).putInt((int) nanos).putLong(seconds));
    }
  }

  private void timestamp(ByteBuffer data) throws IOException {
    out.packExtensionTypeHeader(TIMESTAMP, data.capacity());
    out.writePayload(data.array());
  }
}
