package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.Replies;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code XINFO STREAM} says of a stream.
 *
 * @param length how many entries there are
 * @param added how many were ever added; empty before Redis 7.0
 * @param lastId the last id given, also if its entry is gone; {@link Offset#ZERO} if there is no
 *     stream
 * @param highestDeleted the highest id taken out with {@code XDEL}; {@link Offset#ZERO} if none was
 *     or Redis does not tell
 * @param first the first entry there is
 * @param last the last entry there is
 * @param bytes about how long this answer was
 */
record StreamInfo(
    long length,
    OptionalLong added,
    Offset lastId,
    Offset highestDeleted,
    Optional<Entry> first,
    Optional<Entry> last,
    long bytes) {

  /** There is no such key. */
  static final StreamInfo ABSENT =
      new StreamInfo(
          0, OptionalLong.of(0), Offset.ZERO, Offset.ZERO, Optional.empty(), Optional.empty(), 0);

  /** An entry as it is remembered. */
  record Entry(Offset offset, long fingerprint) {}

  /**
   * Reads the answer of Redis: names and values in turn.
   *
   * @throws IllegalStateException if it names no last id
   */
  static StreamInfo parse(List<?> answer) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      values.put(Replies.text(answer.get(i)), answer.get(i + 1));
    }
    if (values.get("last-generated-id") == null) {
      throw new IllegalStateException("XINFO STREAM names no last-generated-id");
    }
    return new StreamInfo(
        number(values.get("length")).orElse(0),
        number(values.get("entries-added")),
        Offset.parse(Replies.text(values.get("last-generated-id"))),
        Optional.ofNullable(values.get("max-deleted-entry-id"))
            .map(id -> Offset.parse(Replies.text(id)))
            .orElse(Offset.ZERO),
        entry(values.get("first-entry")),
        entry(values.get("last-entry")),
        bytesOf(answer));
  }

  /** How many entries were ever removed; empty before Redis 7.0. */
  OptionalLong removed() {
    return added.isPresent() ? OptionalLong.of(added.getAsLong() - length) : added;
  }

  private static Optional<Entry> entry(Object value) {
    if (!(value instanceof List<?> idAndFields) || idAndFields.size() < 2) {
      return Optional.empty(); // there is none
    }
    Map<String, byte[]> fields = new LinkedHashMap<>();
    if (idAndFields.get(1) instanceof List<?> list) {
      for (int i = 0; i + 1 < list.size(); i += 2) {
        fields.put(Replies.text(list.get(i)), bytes(list.get(i + 1)));
      }
    }
    return Optional.of(
        new Entry(Offset.parse(Replies.text(idAndFields.get(0))), Fingerprint.of(fields)));
  }

  private static long bytesOf(Object value) {
    long sum = value instanceof byte[] bytes ? bytes.length : 0;
    if (value instanceof List<?> list) {
      for (Object element : list) {
        sum += bytesOf(element);
      }
    }
    return sum;
  }

  private static OptionalLong number(Object value) {
    return value instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static byte[] bytes(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
  }
}
