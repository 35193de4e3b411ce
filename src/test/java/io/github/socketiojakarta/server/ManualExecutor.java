package io.github.socketiojakarta.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor whose tasks run only when a test says so, on the test's thread. */
final class ManualExecutor implements Executor {

  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by this
  private boolean full; // guarded by this

  @Override
  public synchronized void execute(Runnable task) {
    if (full) {
      throw new RejectedExecutionException("full");
    }
    tasks.add(task);
  }

  synchronized void refuse() {
    full = true;
  }

  synchronized void recover() {
    full = false;
  }

  synchronized int waiting() {
    return tasks.size();
  }

  void runAll() {
    for (Runnable next = poll(); next != null; next = poll()) {
      next.run();
    }
  }

  private synchronized Runnable poll() {
    return tasks.poll();
  }
}
