package io.github.socketiojakarta.redis.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of an entry among those of its publisher, by which all nodes know one that was sent
 * twice. A node is known by its {@code uid} and writes the number alone; all emitters have the same
 * {@code uid}, so each writes a name of its own before it: {@code 0123456789abcdef:1}.
 *
 * @param publisher who gave the number
 * @param value from 1
 */
public record EntryNumber(String publisher, long value) {

  /** So few digits that they always fit. */
  private static final Pattern FORM = Pattern.compile("(?:([0-9a-f]{16}):)?([0-9]{1,18})");

  private static final int MAX_BYTES = 16 + 1 + 18;

  /**
   * Reads what {@link #write} wrote.
   *
   * @param uid of the entry; null if it has none
   * @param field null if the entry has none
   * @return null if there is no number, or something else
   */
  public static EntryNumber read(String uid, byte[] field) {
    if (uid == null || field == null || field.length > MAX_BYTES) {
      return null;
    }
    Matcher matcher = FORM.matcher(new String(field, StandardCharsets.US_ASCII));
    if (!matcher.matches()) {
      return null;
    }
    long value = Long.parseLong(matcher.group(2));
    String publisher = matcher.group(1) == null ? uid : matcher.group(1);
    return value == 0 ? null : new EntryNumber(publisher, value);
  }

  /** The field of an entry with this {@code uid}. */
  public byte[] write(String uid) {
    String text = publisher.equals(uid) ? Long.toString(value) : publisher + ":" + value;
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
