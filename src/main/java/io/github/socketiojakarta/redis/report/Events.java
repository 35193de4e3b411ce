package io.github.socketiojakarta.redis.report;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.concurrent.SerialExecutor;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Tells events to those who asked for them, in order, on threads of the executor: who tells never
 * waits for who listens.
 *
 * <p>Safe for use by many threads.
 */
public final class Events {

  private static final System.Logger LOG = System.getLogger(Events.class.getName());

  /** So many may wait for slow listeners. */
  private static final int MAX_WAITING = 1_000;

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MAX_SOURCES = 1_000;

  /** Nobody listens. */
  public static final Events NONE = new Events(Runnable::run);

  private final Executor executor;
  private final List<Consumer<AdapterEvent>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Kind> kinds = new HashMap<>(); // guarded by itself

  private static final class Kind {
    private long lastNanos; // guarded by kinds
    private long keptBack; // guarded by kinds

    Kind(long lastNanos) {
      this.lastNanos = lastNanos;
    }
  }

  /** Makes one to which nobody listens yet. */
  public Events(Executor executor) {
    this.executor = new SerialExecutor(executor);
  }

  public void add(Consumer<AdapterEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Tells an event; returns at once. */
  public void tell(AdapterEvent event) {
    if (listeners.isEmpty()) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      LOG.log(Level.DEBUG, "listeners are slow: {0} is dropped", event);
      return;
    }
    try {
      executor.execute(
          () -> {
            waiting.decrementAndGet();
            listeners.forEach(listener -> tell(listener, event));
          });
    } catch (RejectedExecutionException e) {
      waiting.set(0); // the executor has dropped all
      LOG.log(Level.DEBUG, "the executor takes no event any more", e);
    }
  }

  private static void tell(Consumer<AdapterEvent> listener, AdapterEvent event) {
    try {
      listener.accept(event);
    } catch (Throwable e) { // the next listener, and the next event, follow
      LOG.log(Level.ERROR, "a listener of adapter events failed at " + event, e);
    }
  }

  /**
   * Tells an event that may come in thousands: the first, then at most one a second with the number
   * of those kept back.
   *
   * @param kind what it is and where it comes from; a client must not be able to make up many
   * @param event makes it, given how many were kept back
   */
  public void tellSome(String kind, LongFunction<AdapterEvent> event) {
    if (listeners.isEmpty()) {
      return;
    }
    long keptBack;
    synchronized (kinds) {
      if (kinds.size() >= MAX_SOURCES) {
        kinds.clear();
      }
      long now = System.nanoTime();
      Kind known = kinds.computeIfAbsent(kind, k -> new Kind(now - INTERVAL_NANOS));
      if (now - known.lastNanos < INTERVAL_NANOS) {
        known.keptBack++;
        return;
      }
      known.lastNanos = now;
      keptBack = known.keptBack;
      known.keptBack = 0;
    }
    tell(event.apply(keptBack));
  }
}
