package io.github.socketiojakarta.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last number applied of each publisher, by which an entry that was sent twice is recognised.
 * Bounded: the publishers quiet for longest are forgotten first.
 *
 * <p>Used by the stream's thread only.
 */
final class SeenNumbers {

  private static final int MAX_PUBLISHERS = 10_000;

  private final Map<String, Long> last = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * Notes a number.
   *
   * @return false if this or a later one of the publisher was noted before
   */
  boolean isNew(String uid, long seq) {
    Long before = last.get(uid);
    if (before != null && seq <= before) {
      return false;
    }
    last.put(uid, seq);
    if (last.size() > MAX_PUBLISHERS) {
      var eldest = last.entrySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return true;
  }
}
