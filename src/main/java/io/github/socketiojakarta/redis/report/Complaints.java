package io.github.socketiojakarta.redis.report;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Warnings that may come in thousands: of each kind the first is logged, then at most one a minute
 * with the number of those kept back.
 *
 * <p>Safe for use by many threads.
 */
public final class Complaints {

  private static final long INTERVAL_NANOS = 60_000_000_000L;

  private final System.Logger log;
  private final Map<String, Kind> kinds = new HashMap<>(); // guarded by itself

  public Complaints(System.Logger log) {
    this.log = log;
  }

  /**
   * Warns, or only counts.
   *
   * @param kind a constant, so that the kinds are few
   * @param text what to say
   * @param cause what happened; null if there is nothing to add
   * @return whether it was logged
   */
  public boolean warn(String kind, Supplier<String> text, Throwable cause) {
    long now = System.nanoTime();
    String more;
    synchronized (kinds) {
      Kind known = kinds.computeIfAbsent(kind, k -> new Kind(now - INTERVAL_NANOS));
      if (now - known.lastNanos < INTERVAL_NANOS) {
        known.keptBack++;
        return false;
      }
      more = known.keptBack == 0 ? "" : " (and " + known.keptBack + " more like it)";
      known.lastNanos = now;
      known.keptBack = 0;
    }
    log.log(Level.WARNING, text.get() + more, cause);
    return true;
  }

  private static final class Kind {
    private long lastNanos;
    private int keptBack;

    Kind(long lastNanos) {
      this.lastNanos = lastNanos;
    }
  }
}
