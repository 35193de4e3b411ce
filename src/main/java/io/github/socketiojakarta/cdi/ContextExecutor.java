package io.github.socketiojakarta.cdi;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks on a managed executor, always in the application's context as it was at the start. The
 * executor itself would take the context of whoever submits the task, and that may be an I/O thread
 * of the container, which has none, or a request of some user, whose identity is not for others.
 *
 * <p>Safe for use by many threads.
 */
final class ContextExecutor implements Executor, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ContextExecutor.class.getName());

  private static final Map<String, String> LONG_RUNNING =
      Map.of(ManagedTask.LONGRUNNING_HINT, "true");

  /** So long an undeployment waits for handlers; a handler that blocks for ever is left behind. */
  private static final long PATIENCE_SECONDS = 5;

  private final ManagedExecutorService managed;
  private final Executor inContext;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int tasks; // accepted and not yet over; guarded by lock

  /**
   * Makes an executor for the context of the current thread.
   *
   * @param managed has the threads
   */
  ContextExecutor(ManagedExecutorService managed) {
    this.managed = managed;
    this.inContext = managed.getContextService().currentContextExecutor();
  }

  @Override
  public void execute(Runnable task) {
    submit(counted(task));
  }

  /** The same executor for tasks that run as long as the application. */
  Executor forLongTasks() {
    return task -> submit(ManagedExecutors.managedTask(counted(task), LONG_RUNNING, null));
  }

  /** Waits until all tasks are over, those too that came from tasks; not for ever. */
  @Override
  public void close() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (tasks > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      if (tasks > 0) {
        LOG.log(
            Level.WARNING, tasks + " tasks are still running; the application ends without them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private Runnable counted(Runnable task) {
    return () -> {
      try {
        inContext.execute(task);
      } finally {
        count(-1);
      }
    };
  }

  private void submit(Runnable task) {
    count(1);
    try {
      managed.execute(task);
    } catch (RuntimeException refused) {
      count(-1);
      throw refused;
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      tasks += change;
      if (tasks == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
