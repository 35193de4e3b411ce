package io.github.socketiojakarta.concurrent;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs its tasks one after the other, in order, on one thread that it holds as long as it is open:
 * for tasks that must go on even if all threads of a pool are busy, perhaps waiting for just these.
 *
 * <p>The thread is the one that calls {@link #run}. Safe for use by many threads. A task that
 * throws is logged and does not stop those behind it.
 */
public final class ThreadExecutor implements Executor, Runnable, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ThreadExecutor.class.getName());

  private final Object lock = new Object();
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by lock
  private boolean closed; // guarded by lock

  /** Makes an executor, whose tasks wait for {@link #run}. */
  public ThreadExecutor() {}

  /**
   * Adds a task behind all that were added before.
   *
   * @param task what to run
   * @throws RejectedExecutionException if it is closed
   */
  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    synchronized (lock) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      tasks.add(task);
      lock.notifyAll();
    }
  }

  /**
   * Runs the tasks until this is closed and those added before are done, or until the thread is
   * interrupted. To be called once.
   */
  @Override
  public void run() {
    try {
      for (Runnable task = take(); task != null; task = take()) {
        run(task);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "a task failed; the next one runs", e);
    }
  }

  /** The next task; null when there will be none. */
  private Runnable take() throws InterruptedException {
    synchronized (lock) {
      while (tasks.isEmpty() && !closed) {
        lock.wait();
      }
      return tasks.poll();
    }
  }

  /** Takes no more tasks; the thread ends when those that were taken are done. Does not wait. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
