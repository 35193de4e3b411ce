package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import java.util.HashSet;
import java.util.Set;

/**
 * The places of a stream read last, each with the fingerprint of its entry, in order. The oldest
 * are forgotten.
 *
 * <p>Used by the stream's thread only.
 */
final class Places {

  private static final int FIELDS = 3; // of a place: two of its offset, and the fingerprint

  private final int most;
  private long[] ring = new long[FIELDS * 64];
  private int first; // index of the oldest place
  private int size;
  private int sure; // so many of the oldest are known to belong to one and the same stream
  private Offset floor = Offset.ZERO; // before the oldest place

  /**
   * Makes an empty memory.
   *
   * @param most how many places are remembered
   */
  Places(int most) {
    this.most = most;
  }

  /** Forgets all. */
  void clear(Offset newFloor) {
    first = 0;
    size = 0;
    sure = 0;
    floor = newFloor;
  }

  void add(StreamInfo.Entry place) {
    int capacity = ring.length / FIELDS;
    if (size == most) {
      floor = get(0).offset();
      first = (first + 1) % capacity;
      size--;
      sure = Math.max(0, sure - 1);
    } else if (size == capacity) {
      long[] larger = new long[Math.min(2 * capacity, most) * FIELDS];
      int tail = ring.length - first * FIELDS;
      System.arraycopy(ring, first * FIELDS, larger, 0, tail);
      System.arraycopy(ring, 0, larger, tail, first * FIELDS);
      ring = larger;
      first = 0;
      capacity = ring.length / FIELDS;
    }
    int at = (first + size) % capacity * FIELDS;
    ring[at] = place.offset().millis();
    ring[at + 1] = place.offset().sequence();
    ring[at + 2] = place.fingerprint();
    size++;
  }

  int size() {
    return size;
  }

  /** The place before the oldest of these: up to there all was read, or was before this node. */
  Offset floor() {
    return floor;
  }

  /** A place, the oldest being 0. */
  StreamInfo.Entry get(int index) {
    int at = (first + index) % (ring.length / FIELDS) * FIELDS;
    return new StreamInfo.Entry(new Offset(ring[at], ring[at + 1]), ring[at + 2]);
  }

  /** All of them, to look something up. */
  Set<StreamInfo.Entry> all() {
    Set<StreamInfo.Entry> all = new HashSet<>();
    for (int i = 0; i < size; i++) {
      all.add(get(i));
    }
    return all;
  }

  /** All there are belong to one and the same stream. */
  void makeSure() {
    sure = size;
  }

  /** So many of the oldest belong to one and the same stream; the others may be of a later one. */
  int sure() {
    return sure;
  }
}
