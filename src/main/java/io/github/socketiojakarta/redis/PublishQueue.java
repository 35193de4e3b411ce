package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages of this node that were not yet sent, in the order in which they were published, and
 * the bound on all that have not come back yet.
 *
 * <p>Safe for use by many threads; the lock is held for memory work only.
 */
final class PublishQueue {

  /** Bounds memory when messages are large: bytes of all messages that have not come back. */
  static final long MAX_BYTES = MessageCodec.MAX_BYTES;

  private final int maxPending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Publication> waiting = new ArrayDeque<>(); // guarded by lock
  private final Deque<Publication> aside = new ArrayDeque<>(); // guarded by lock
  private boolean reachable; // guarded by lock
  private boolean closed; // guarded by lock
  private int pending; // guarded by lock
  private long pendingBytes; // guarded by lock

  /**
   * Makes an empty queue.
   *
   * @param maxPending how many messages may be on their way
   */
  PublishQueue(int maxPending) {
    this.maxPending = maxPending;
  }

  /**
   * Takes a message.
   *
   * @throws PublishException if it would be one too many
   */
  void offer(Publication publication) {
    lock.lock();
    try {
      if (closed) {
        throw new PublishException("closed: no message is taken any more");
      }
      if (pending >= maxPending) {
        throw new PublishException(pending + " messages wait for Redis already");
      }
      if (pendingBytes + publication.bytes() > MAX_BYTES) {
        throw new PublishException(
            "messages of "
                + pendingBytes
                + " bytes wait for Redis already, no room for "
                + publication.bytes()
                + " more");
      }
      pending++;
      pendingBytes += publication.bytes();
      (reachable || !publication.isVolatile() ? waiting : aside).add(publication);
    } finally {
      lock.unlock();
    }
  }

  /** The next message to be sent; null if there is none. */
  Publication poll() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  /** The message that would be next; null if there is none. */
  Publication peek() {
    lock.lock();
    try {
      return waiting.peek();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the volatile messages that found Redis away: they are not for the stream. */
  List<Publication> takeAside() {
    lock.lock();
    try {
      List<Publication> taken = new ArrayList<>(aside);
      aside.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Says whether volatile messages go to the stream or aside. */
  void reachable(boolean now) {
    lock.lock();
    try {
      reachable = now;
      if (!now) {
        for (var all = waiting.iterator(); all.hasNext(); ) {
          Publication publication = all.next();
          if (publication.isVolatile()) {
            all.remove();
            aside.add(publication);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes room: a message has come back or was given up. */
  void release(Publication publication) {
    lock.lock();
    try {
      pending--;
      pendingBytes -= publication.bytes();
    } finally {
      lock.unlock();
    }
  }

  int pending() {
    lock.lock();
    try {
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
