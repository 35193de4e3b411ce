package io.github.socketiojakarta.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A hashed wheel: any number of time-outs on one task that an executor runs every 20 ms, and only
 * while something waits. Scheduling and cancelling are O(1), and a cancelled time-out is free for
 * the garbage collector at once.
 *
 * <p>Safe for use by many threads. The executor is not shut down by {@link #close()}.
 */
public final class WheelTimer implements Timer, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(WheelTimer.class.getName());

  private static final Duration TICK = Duration.ofMillis(20);

  /** A power of two; one turn takes ten seconds, so a ping is passed over two or three times. */
  static final int SLOTS = 512;

  private final ScheduledExecutorService executor;
  private final long tickNanos;
  private final long origin = System.nanoTime();
  private final Object lock = new Object();

  /** Rings with a sentinel each, so that unlinking needs no look-up. Guarded by lock. */
  private final Entry[] slots = new Entry[SLOTS];

  private long tick; // the last tick that was handled; guarded by lock
  private int waiting; // linked entries; guarded by lock
  private boolean ticking; // whether the next tick is scheduled or runs; guarded by lock
  private boolean closed; // guarded by lock

  /**
   * Makes a timer.
   *
   * @param executor runs the ticks, for example the container's managed scheduled executor
   */
  public WheelTimer(ScheduledExecutorService executor) {
    this(executor, TICK);
  }

  WheelTimer(ScheduledExecutorService executor, Duration tick) { // only for tests
    this.executor = Objects.requireNonNull(executor, "executor");
    tickNanos = tick.toNanos();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Entry(null);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>After {@link #close()}, or once the executor has refused a tick, the task is forgotten.
   */
  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    Entry entry = new Entry(Objects.requireNonNull(task, "task"));
    long nanos = Math.max(0, delay.toNanos());
    boolean start = false;
    synchronized (lock) {
      if (closed) {
        return entry;
      }
      long elapsed = System.nanoTime() - origin;
      if (!ticking) {
        // Nothing was looked at while the wheel stood still, and nothing had to be.
        tick = elapsed / tickNanos;
        ticking = true;
        start = true;
      }
      // Rounded up: never too early.
      entry.due = Math.max(tick + 1, (elapsed + nanos + tickNanos - 1) / tickNanos);
      entry.linkBefore(slots[slot(entry.due)]);
      waiting++;
    }
    if (start) {
      next();
    }
    return entry;
  }

  /** Forgets all tasks that have not begun, and those of the future. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      waiting = 0;
      for (Entry slot : slots) {
        while (slot.next != slot) {
          slot.next.unlink();
        }
      }
    }
  }

  /** The number of tasks that wait. */
  int waiting() { // only for tests
    synchronized (lock) {
      return waiting;
    }
  }

  /** Whether a tick is on its way. */
  boolean ticking() { // only for tests
    synchronized (lock) {
      return ticking;
    }
  }

  private void next() {
    long elapsed = System.nanoTime() - origin;
    try {
      executor.schedule(
          this::turn, tickNanos - Math.floorMod(elapsed, tickNanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException | IllegalStateException refused) {
      LOG.log(System.Logger.Level.WARNING, "the executor runs no more time-outs", refused);
      close();
    }
  }

  private void turn() {
    try {
      for (Entry entry : collect()) {
        run(entry);
      }
    } finally {
      boolean again;
      synchronized (lock) {
        again = !closed && waiting > 0;
        ticking = again;
      }
      if (again) {
        next();
      }
    }
  }

  private List<Entry> collect() {
    List<Entry> due = new ArrayList<>();
    synchronized (lock) {
      long now = (System.nanoTime() - origin) / tickNanos;
      // After a pause longer than a turn each slot is still looked at only once.
      for (long t = Math.max(tick + 1, now - SLOTS + 1); t <= now; t++) {
        Entry slot = slots[slot(t)];
        for (Entry entry = slot.next; entry != slot; ) {
          Entry following = entry.next;
          if (entry.due <= now) {
            entry.unlink();
            waiting--;
            due.add(entry);
          }
          entry = following;
        }
      }
      tick = Math.max(tick, now);
    }
    due.sort(Comparator.comparingLong(entry -> entry.due));
    return due;
  }

  private void run(Entry entry) {
    Runnable task;
    synchronized (lock) {
      task = entry.task; // null if it was cancelled by a task before it
      entry.task = null;
    }
    if (task == null) {
      return;
    }
    try {
      task.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "a timer task failed", e);
    }
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }

  /** A task in its ring, or a ring's sentinel. */
  private final class Entry implements Timeout {

    private Runnable task; // null once begun or cancelled; guarded by lock
    private long due; // tick; written before the entry is linked
    private Entry previous = this; // guarded by lock
    private Entry next = this; // guarded by lock

    Entry(Runnable task) {
      this.task = task;
    }

    @Override
    public void cancel() {
      synchronized (lock) {
        task = null;
        if (next != this) {
          unlink();
          waiting--;
        }
      }
    }

    void linkBefore(Entry sentinel) {
      next = sentinel;
      previous = sentinel.previous;
      previous.next = this;
      sentinel.previous = this;
    }

    void unlink() {
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
    }
  }
}
