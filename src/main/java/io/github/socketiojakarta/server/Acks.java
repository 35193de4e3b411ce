package io.github.socketiojakarta.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers one socket still owes. Bounded; empty for good once the socket has gone.
 *
 * <p>Safe for use by many threads; receivers are called without the lock.
 */
final class Acks {

  /** More unanswered events than this are refused: a client that never answers costs memory. */
  static final int MAX_PENDING = 10_000;

  /** Waits for one answer of one socket; called at most once, by a thread that must not block. */
  interface Receiver {

    void onAnswer(List<Object> args);

    /** There will be no answer. */
    void onGone(String why);
  }

  static final String DISCONNECTED = "the socket has disconnected before it answered";

  private final Object lock = new Object();
  private final Map<Long, Receiver> pending = new HashMap<>(4); // by packet id; guarded by lock
  private boolean closed; // guarded by lock

  /** Remembers who waits; tells it at once if it waits in vain. */
  boolean add(long id, Receiver receiver) {
    String refusal;
    synchronized (lock) {
      if (closed) {
        refusal = DISCONNECTED;
      } else if (pending.size() == MAX_PENDING) {
        refusal = "the socket owes " + MAX_PENDING + " answers already";
      } else {
        pending.put(id, receiver);
        return true;
      }
    }
    receiver.onGone(refusal);
    return false;
  }

  /** An answer came; without effect if nobody waits for it. */
  void answer(long id, List<Object> args) {
    Receiver receiver;
    synchronized (lock) {
      receiver = pending.remove(id);
    }
    if (receiver != null) {
      receiver.onAnswer(args);
    }
  }

  /** Gives up one answer. */
  void drop(long id, String why) {
    Receiver receiver;
    synchronized (lock) {
      receiver = pending.remove(id);
    }
    if (receiver != null) {
      receiver.onGone(why);
    }
  }

  /** Forgets who waits for an answer, without telling. */
  void forget(long id) {
    synchronized (lock) {
      pending.remove(id);
    }
  }

  /** Gives up all answers. */
  void close() {
    List<Receiver> receivers;
    synchronized (lock) {
      closed = true;
      receivers = new ArrayList<>(pending.values());
      pending.clear();
    }
    receivers.forEach(receiver -> receiver.onGone(DISCONNECTED));
  }

  /** How many wait; only for tests. */
  int size() {
    synchronized (lock) {
      return pending.size();
    }
  }
}
