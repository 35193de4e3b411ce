package io.github.socketiojakarta.concurrent;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs its tasks one after the other, in order, on the threads of another executor: the order of
 * one socket on a shared pool. A thread of the pool is held only while there are tasks.
 *
 * <p>Safe for use by many threads. A task that throws is logged and does not stop those behind it.
 */
public final class SerialExecutor implements Executor {

  private static final System.Logger LOG = System.getLogger(SerialExecutor.class.getName());

  /**
   * After so many tasks the thread goes back to the pool, so that one busy socket cannot keep it.
   */
  private static final int BATCH = 64;

  private final Executor delegate;
  private final Object lock = new Object();
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by lock
  private boolean running; // guarded by lock

  /**
   * Makes an executor with an order of its own.
   *
   * @param delegate gives the threads
   */
  public SerialExecutor(Executor delegate) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
  }

  /**
   * Adds a task behind all that were added before.
   *
   * @param task what to run
   * @throws java.util.concurrent.RejectedExecutionException if the delegate takes no more tasks;
   *     the task is then dropped, with those that came at the same moment
   */
  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    synchronized (lock) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      delegate.execute(this::drain);
    } catch (RuntimeException refused) {
      synchronized (lock) {
        tasks.clear();
        running = false;
      }
      throw refused;
    }
  }

  private void drain() {
    for (int i = 1; runNext(); i++) {
      if (i % BATCH == 0 && handOver()) {
        return;
      }
    }
  }

  /** Runs the first task. False if there was none: the thread is free. */
  private boolean runNext() {
    Runnable task;
    synchronized (lock) {
      task = tasks.poll();
      running = task != null;
      if (task == null) {
        return false;
      }
    }
    try {
      task.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "a task failed; the next one runs", e);
    }
    return true;
  }

  /** Has another thread go on. False if there is none: what was accepted is still run, here. */
  private boolean handOver() {
    try {
      delegate.execute(this::drain);
      return true;
    } catch (RuntimeException refused) {
      LOG.log(System.Logger.Level.DEBUG, "the pool takes no more; the rest runs at once", refused);
      return false;
    }
  }
}
