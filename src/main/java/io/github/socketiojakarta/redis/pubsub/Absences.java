package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.concurrent.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes of a namespace were not seen lately. One is gone when it is missing in looks some
 * time apart: a node that has lost its connection subscribes again within moments.
 *
 * <p>For one thread at a time.
 */
final class Absences {

  /** When it is looked for the first time after a request was sent. */
  static final Duration FIRST_LOOK = Duration.ofMillis(500);

  /** The most time between two looks. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  /** When a missing node is looked for again, and how long it must have been missing. */
  static final Duration SECOND_LOOK = Duration.ofMillis(250);

  /** How long others may take to come back when this node has just come back itself. */
  static final Duration GRACE = Duration.ofMillis(2_500);

  private final Timer timer;
  private final Map<String, Long> since = new HashMap<>(); // when it was found missing
  private long graceUntil; // by the timer's clock

  Absences(Timer timer) {
    this.timer = timer;
    this.graceUntil = timer.nanoTime();
  }

  /** The next pause between looks that show nothing new. */
  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  /** These are there. */
  void note(Set<String> present) {
    since.keySet().removeAll(present);
  }

  /** Whether a node has been missing for long enough; begins to count if it has not before. */
  boolean isGone(String node, Set<String> present) {
    if (present.contains(node)) {
      return false;
    }
    long now = timer.nanoTime();
    if (now - graceUntil < 0) {
      return false;
    }
    Long first = since.putIfAbsent(node, now);
    return first != null && now - first >= SECOND_LOOK.toNanos();
  }

  /** Forgets all but these: nobody waits for the others. */
  void keep(Set<String> awaited) {
    since.keySet().retainAll(awaited);
  }

  boolean isAnyMissing() {
    return !since.isEmpty();
  }

  /** This node has just come back itself: it is too early to say who is missing. */
  void grace() {
    since.clear();
    graceUntil = timer.nanoTime() + GRACE.toNanos();
  }
}
