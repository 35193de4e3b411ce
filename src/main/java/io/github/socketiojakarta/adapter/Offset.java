package io.github.socketiojakarta.adapter;

import io.github.socketiojakarta.protocol.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the ordered log of a cluster: the id of a Redis stream entry, {@code
 * <milliseconds>-<sequence>}. Offsets grow in the order in which every node delivers.
 *
 * @param millis the time part, milliseconds
 * @param sequence the number within the millisecond
 */
public record Offset(long millis, long sequence) implements Comparable<Offset> {

  /** Before every entry. */
  public static final Offset ZERO = new Offset(0, 0);

  private static final Pattern FORM = Pattern.compile("([0-9]+)-([0-9]+)");

  /**
   * Reads an offset from its text.
   *
   * @param text for example {@code 1795434862959-0}
   * @return the offset
   * @throws ProtocolException if the text has another form or does not fit unsigned 64-bit numbers
   */
  public static Offset parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new ProtocolException("invalid offset");
    }
    try {
      return new Offset(
          Long.parseUnsignedLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2)));
    } catch (NumberFormatException e) {
      throw new ProtocolException("invalid offset", e);
    }
  }

  /**
   * The place just behind this one.
   *
   * @return the least greater offset
   */
  public Offset next() {
    return sequence == -1 ? new Offset(millis + 1, 0) : new Offset(millis, sequence + 1);
  }

  /**
   * The place just before this one.
   *
   * @return the greatest smaller offset; of {@link #ZERO} itself
   */
  public Offset previous() {
    if (equals(ZERO)) {
      return this;
    }
    return sequence == 0 ? new Offset(millis - 1, -1) : new Offset(millis, sequence - 1);
  }

  @Override
  public int compareTo(Offset other) {
    int byTime = Long.compareUnsigned(millis, other.millis);
    return byTime != 0 ? byTime : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
