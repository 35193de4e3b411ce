package io.github.socketiojakarta.redis.pubsub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes work from threads that must not do it themselves, bounded in number and bytes, and has it
 * done in order. What finds no room is dropped, and counted.
 *
 * <p>Safe for use by many threads.
 */
final class Mailbox {

  /** After so many the executor may do something else. */
  private static final int BATCH = 64;

  private record Letter(int bytes, Runnable work) {}

  private final Executor serial;
  private final int maxCount;
  private final long maxBytes;
  private final LongAdder dropped;
  private final Object lock = new Object();
  private final Queue<Letter> letters = new ArrayDeque<>(); // guarded by lock
  private long bytes; // guarded by lock
  private boolean scheduled; // guarded by lock

  /**
   * Makes one that is empty.
   *
   * @param serial does the work, one task at a time
   * @param dropped counts what found no room
   */
  Mailbox(Executor serial, int maxCount, long maxBytes, LongAdder dropped) {
    this.serial = serial;
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
    this.dropped = dropped;
  }

  /**
   * Takes work.
   *
   * @param size how many bytes it keeps
   * @param work what is to be done
   * @return whether there was room
   */
  boolean offer(int size, Runnable work) {
    synchronized (lock) {
      if (letters.size() >= maxCount || bytes + size > maxBytes) {
        dropped.increment();
        return false;
      }
      letters.add(new Letter(size, work));
      bytes += size;
      if (scheduled) {
        return true;
      }
      scheduled = true;
    }
    serial.execute(this::drain);
    return true;
  }

  private void drain() {
    for (int i = 0; i < BATCH; i++) {
      Letter letter;
      synchronized (lock) {
        letter = letters.poll();
        if (letter == null) {
          scheduled = false;
          return;
        }
        bytes -= letter.bytes();
      }
      letter.work().run();
    }
    serial.execute(this::drain);
  }
}
