package io.github.socketiojakarta.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Writes plain values (see {@link JsonCodec}) as JSON, character for character as JavaScript's
 * {@code JSON.stringify}: no spaces, only the necessary escapes, numbers in their shortest form,
 * NaN and infinities as null, keys in {@link PropertyOrder}, an {@link Instant} as {@code
 * toISOString} has it. What JavaScript has no number for, integers beyond 2<sup>53</sup> and
 * decimals finer than a double, is written with all its digits.
 *
 * <p>Pure; safe for use by many threads.
 */
public final class JsonWriter {

  /**
   * How deep arrays and objects may nest. Far beyond any sane value; it keeps hostile and cyclic
   * values from exhausting the stack. A little less than what JSON parsers themselves allow, so
   * that whatever is written can be read.
   */
  public static final int MAX_DEPTH = 900;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** The range of a JavaScript {@code Date} in milliseconds. */
  private static final long MAX_DATE = 8_640_000_000_000_000L;

  private final StringBuilder out;
  private final List<byte[]> attachments;

  private JsonWriter(StringBuilder out, List<byte[]> attachments) {
    this.out = out;
    this.attachments = attachments;
  }

  /**
   * Writes a value.
   *
   * @param plain the value; bytes are not allowed
   * @return the text
   * @throws SocketIoException if it is no plain value, holds bytes, or nests deeper than {@link
   *     #MAX_DEPTH}
   */
  public static String write(Object plain) {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out, null).value(plain, 0);
    return out.toString();
  }

  /**
   * Appends a value.
   *
   * @param attachments takes the bytes, in whose places placeholders are written; null if bytes are
   *     not allowed
   */
  static void append(StringBuilder out, Object plain, List<byte[]> attachments) {
    new JsonWriter(out, attachments).value(plain, 0);
  }

  private void value(Object value, int depth) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof List<?> list) {
      array(list, depth + 1);
    } else if (value instanceof Map<?, ?> map) {
      object(map, depth + 1);
    } else if (value instanceof byte[] bytes) {
      placeholder(bytes);
    } else if (value instanceof Instant instant) {
      date(instant);
    } else {
      throw new SocketIoException("no plain value: " + value.getClass().getName());
    }
  }

  private void array(List<?> list, int depth) {
    checkDepth(depth);
    out.append('[');
    boolean first = true;
    for (Object element : list) {
      if (!first) {
        out.append(',');
      }
      first = false;
      value(element, depth);
    }
    out.append(']');
  }

  private void object(Map<?, ?> map, int depth) {
    checkDepth(depth);
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Object> entry : PropertyOrder.entries(map)) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(entry.getKey());
      out.append(':');
      value(entry.getValue(), depth);
    }
    out.append('}');
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new SocketIoException("a value nests deeper than " + MAX_DEPTH + ", or is cyclic");
    }
  }

  private void placeholder(byte[] bytes) {
    if (attachments == null) {
      throw new SocketIoException("bytes cannot be written as JSON");
    }
    out.append("{\"_placeholder\":true,\"num\":").append(attachments.size()).append('}');
    attachments.add(bytes);
  }

  private void number(Number number) {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte
        || number instanceof BigInteger) {
      out.append(number);
    } else if (number instanceof Double value) {
      number(value.doubleValue());
    } else if (number instanceof Float) {
      number(Double.parseDouble(number.toString())); // 0.1f is meant as 0.1
    } else if (number instanceof BigDecimal decimal) {
      NumberText.append(out, decimal);
    } else {
      throw new SocketIoException("no plain number: " + number.getClass().getName());
    }
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      NumberText.append(out, value);
    } else {
      out.append("null");
    }
  }

  private void string(String text) {
    out.append('"');
    int length = text.length();
    int start = 0; // of the run that needs no escape
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !isLoneSurrogate(text, i)) {
        if (Character.isHighSurrogate(c)) {
          i++; // its partner is fine too
        }
        continue;
      }
      out.append(text, start, i);
      start = i + 1;
      escape(c);
    }
    out.append(text, start, length).append('"');
  }

  /** Only asked of the first half of a pair, or of a half that has no partner before it. */
  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
      return false;
    }
    return !Character.isHighSurrogate(c)
        || i + 1 == text.length()
        || !Character.isLowSurrogate(text.charAt(i + 1));
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
    }
  }

  private void date(Instant instant) {
    long seconds = instant.getEpochSecond();
    int millis = instant.getNano() / 1_000_000;
    if (Math.abs(seconds) > MAX_DATE / 1000 || seconds == MAX_DATE / 1000 && millis > 0) {
      out.append("null"); // to JavaScript an invalid date
      return;
    }
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    int year = time.getYear();
    out.append('"');
    if (year >= 0 && year <= 9999) {
      padded(year, 4);
    } else {
      out.append(year < 0 ? '-' : '+');
      padded(Math.abs(year), 6);
    }
    out.append('-');
    padded(time.getMonthValue(), 2);
    out.append('-');
    padded(time.getDayOfMonth(), 2);
    out.append('T');
    padded(time.getHour(), 2);
    out.append(':');
    padded(time.getMinute(), 2);
    out.append(':');
    padded(time.getSecond(), 2);
    out.append('.');
    padded(millis, 3);
    out.append("Z\"");
  }

  private void padded(int number, int width) {
    String digits = Integer.toString(number);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    out.append(digits);
  }
}
