package io.github.socketiojakarta.cdi;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Runs tasks on a managed executor, always in the application's context as it was at the start. The
 * executor itself would take the context of whoever submits the task, and that may be an I/O thread
 * of the container, which has none, or a request of some user, whose identity is not for others.
 */
final class ContextExecutor implements Executor {

  private static final Map<String, String> LONG_RUNNING =
      Map.of(ManagedTask.LONGRUNNING_HINT, "true");

  private final ManagedExecutorService managed;
  private final Executor inContext;

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
    managed.execute(() -> inContext.execute(task));
  }

  /** The same executor for tasks that run as long as the application. */
  Executor forLongTasks() {
    return task ->
        managed.execute(
            ManagedExecutors.managedTask(() -> inContext.execute(task), LONG_RUNNING, null));
  }
}
