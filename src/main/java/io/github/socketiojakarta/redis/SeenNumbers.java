package io.github.socketiojakarta.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers applied of each publisher, by which an entry that was sent twice is recognised.
 *
 * <p>They come in order, but for one case: the reader goes back in a stream that is another one
 * than before, and meets for the first time what was published before something it has read
 * already. So the last ones are remembered one by one; all before them count as applied. Bounded:
 * the publishers quiet for longest are forgotten first.
 *
 * <p>Used by the stream's thread only.
 */
final class SeenNumbers {

  private static final int MAX_PUBLISHERS = 10_000;

  /** As many as a reader may be ahead when it goes back, of one publisher alone. */
  private static final int REMEMBERED = 1_024;

  private final Map<String, Window> windows = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * Notes a number.
   *
   * @return false if it was noted before, or is long before one that was
   */
  boolean isNew(String uid, long number) {
    Window window = windows.get(uid);
    if (window == null) {
      window = new Window(number);
      windows.put(uid, window);
      if (windows.size() > MAX_PUBLISHERS) {
        var eldest = windows.entrySet().iterator();
        eldest.next();
        eldest.remove();
      }
      return true;
    }
    return window.isNew(number);
  }

  /** The last numbers of one publisher: the bit of a number is set when it was noted. */
  private static final class Window {

    private final long[] bits = new long[REMEMBERED / Long.SIZE];
    private long last;

    Window(long first) {
      last = first;
      set(first);
    }

    boolean isNew(long number) {
      if (number > last) {
        forget(number);
        last = number;
      } else if (last - number >= REMEMBERED || isSet(number)) {
        return false;
      }
      set(number);
      return true;
    }

    /** Those between the last number and a new one were not noted. */
    private void forget(long next) {
      for (long passed = Math.max(last, next - REMEMBERED) + 1; passed <= next; passed++) {
        bits[word(passed)] &= ~(1L << passed);
      }
    }

    private boolean isSet(long number) {
      return (bits[word(number)] & 1L << number) != 0;
    }

    private void set(long number) {
      bits[word(number)] |= 1L << number;
    }

    private static int word(long number) {
      return (int) (number % REMEMBERED / Long.SIZE);
    }
  }
}
