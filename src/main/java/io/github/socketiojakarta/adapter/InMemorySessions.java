package io.github.socketiojakarta.adapter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The saved sessions of a server that is alone. One is gone when its time is over; what was not
 * asked for by then is thrown away with a later one.
 *
 * <p>Safe for use by many threads.
 */
final class InMemorySessions {

  private static final Duration CLEANING_INTERVAL = Duration.ofSeconds(60); // as Node's

  private final Clock clock;
  private final Map<String, Entry> entries = new HashMap<>(); // guarded by this, as all below
  private Instant nextCleaning = Instant.MIN;
  private long versions;

  private record Entry(SavedSession saved, Instant end) {}

  InMemorySessions(Clock clock) {
    this.clock = clock;
  }

  synchronized void save(Session session, Duration maxDisconnection) {
    Instant now = clock.instant();
    if (!now.isBefore(nextCleaning)) {
      entries.values().removeIf(entry -> !now.isBefore(entry.end()));
      nextCleaning = now.plus(CLEANING_INTERVAL);
    }
    SavedSession saved = new SavedSession(session, Long.toString(++versions));
    entries.put(session.pid(), new Entry(saved, now.plus(maxDisconnection)));
  }

  synchronized Optional<SavedSession> find(String pid) {
    Entry entry = entries.get(pid);
    if (entry == null || !clock.instant().isBefore(entry.end())) {
      return Optional.empty();
    }
    return Optional.of(entry.saved());
  }

  synchronized boolean claim(SavedSession found) {
    String pid = found.session().pid();
    boolean still = find(pid).filter(now -> now.version().equals(found.version())).isPresent();
    if (still) {
      entries.remove(pid);
    }
    return still;
  }

  synchronized void clear() {
    entries.clear();
  }
}
