package io.github.socketiojakarta.concurrent;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A timer whose time passes only when a test says so: {@link #advance} runs what falls due, in
 * order, on the calling thread. What a task throws reaches the test.
 */
public final class ManualTimer implements Timer {

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(task -> task.due)
              .thenComparingLong(task -> task.order)); // guarded by this
  private long now; // guarded by this
  private long order; // guarded by this

  @Override
  public synchronized Timeout schedule(Duration delay, Runnable task) {
    Task added = new Task(now + Math.max(0, delay.toNanos()), order++, task);
    tasks.add(added);
    return added;
  }

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  /**
   * Lets time pass.
   *
   * @param duration how much
   */
  public void advance(Duration duration) {
    long until;
    synchronized (this) {
      until = now + duration.toNanos();
    }
    for (; ; ) {
      Task task;
      synchronized (this) {
        task = tasks.peek();
        if (task == null || task.due > until) {
          now = Math.max(now, until);
          return;
        }
        tasks.poll();
        now = Math.max(now, task.due);
      }
      task.task.run();
    }
  }

  /**
   * Lets time pass.
   *
   * @param millis how much
   */
  public void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }

  /**
   * The number of tasks that wait.
   *
   * @return how many
   */
  public synchronized int waiting() {
    return tasks.size();
  }

  private final class Task implements Timeout {

    private final long due;
    private final long order;
    private final Runnable task;

    Task(long due, long order, Runnable task) {
      this.due = due;
      this.order = order;
      this.task = task;
    }

    @Override
    public void cancel() {
      synchronized (ManualTimer.this) {
        tasks.remove(this);
      }
    }
  }
}
