package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.redis.net.LinkLostException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread of a stream as it waits: until it is woken, or something is due. While it waits
 * for an answer it keeps house, and notices that it is to end.
 *
 * <p>{@link #wake}, {@link #execute}, {@link #stop} and {@link #interrupt} are for any thread, all
 * else is for the stream's thread only.
 */
final class StreamThread {

  private static final int ERRANDS_AT_ONCE = 64;

  private final PublishQueue queue;
  private final Housekeeping house;
  private final long answerNanos;

  // Seen by other threads.
  private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
  private final ReentrantLock threadLock = new ReentrantLock(); // so that none is interrupted late
  private volatile Thread thread; // written by enter, to null by leave under threadLock
  private volatile boolean signalled; // set by wake, cleared by the stream's thread
  private volatile boolean stopping; // written by stop
  private volatile long flushUntil; // written by stop, before stopping

  /**
   * Makes one that no thread has entered yet.
   *
   * @param answerNanos how long an answer of Redis may take
   */
  StreamThread(PublishQueue queue, Housekeeping house, long answerNanos) {
    this.queue = queue;
    this.house = house;
    this.answerNanos = answerNanos;
  }

  // --- what other threads call ---------------------------------------------------------------

  void wake() {
    if (!signalled) {
      signalled = true;
      LockSupport.unpark(thread);
    }
  }

  /** Has the thread end soon: when nothing is pending any more, or after this time. */
  void stop(Duration flush) {
    flushUntil = System.nanoTime() + flush.toNanos();
    stopping = true;
    wake();
  }

  /** Interrupts a run that does not end by itself: a listener blocks it. */
  void interrupt() {
    threadLock.lock();
    try {
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      threadLock.unlock();
    }
  }

  /** Runs a short task on the thread, between its own, in order; never if that has ended. */
  void execute(Runnable task) {
    errands.add(task);
    wake();
  }

  // --- the stream's thread -------------------------------------------------------------------

  /** The calling thread is the stream's from here on. */
  void enter() {
    thread = Thread.currentThread();
  }

  void leave() {
    threadLock.lock();
    try {
      thread = null; // from here on it is the pool's again
    } finally {
      threadLock.unlock();
    }
  }

  /** To be called before the state is looked at, so that no change is overlooked. */
  void clearSignal() {
    signalled = false;
  }

  /**
   * What is due at any time, whether there is a link or not.
   *
   * @throws StoppedException when the thread is to end now
   */
  void housekeeping() throws StoppedException {
    runErrands();
    long now = System.nanoTime();
    house.keep(now);
    if (stopping && (queue.pending() == 0 || now - flushUntil >= 0)) {
      throw new StoppedException();
    }
  }

  /** Some at a time, so that many cannot keep the stream waiting. */
  private void runErrands() {
    for (int i = 0; i < ERRANDS_AT_ONCE; i++) {
      Runnable errand = errands.poll();
      if (errand == null) {
        return;
      }
      try {
        errand.run();
      } catch (Throwable e) { // the stream goes on
        StreamLog.LOG.log(System.Logger.Level.ERROR, "a task beside the stream failed", e);
      }
    }
    wake();
  }

  /** Waits a time; keeps house meanwhile. */
  void pause(long nanos) throws StoppedException, InterruptedException {
    CompletableFuture<Void> never = new CompletableFuture<>();
    waitFor(never, nanos);
  }

  /** Waits until something is done, but not longer than a time; keeps house meanwhile. */
  private void waitFor(CompletableFuture<?> future, long nanos)
      throws StoppedException, InterruptedException {
    long until = System.nanoTime() + nanos;
    future.whenComplete((value, error) -> wake());
    while (true) {
      clearSignal();
      housekeeping();
      long left = until - System.nanoTime();
      if (future.isDone() || left <= 0) {
        return;
      }
      park(left);
    }
  }

  <T> T answer(CompletableFuture<T> future, String what) throws Exception {
    return answer(future, answerNanos, what);
  }

  /**
   * Waits for an answer of Redis; keeps house meanwhile.
   *
   * @throws LinkLostException if it does not come in time
   * @throws StoppedException if there is no use in waiting any more
   */
  <T> T answer(CompletableFuture<T> future, long nanos, String what) throws Exception {
    waitFor(future, nanos);
    if (!future.isDone()) {
      throw new LinkLostException("no answer in time: " + what);
    }
    return future.get();
  }

  /** Sleeps until woken, at most for a time, at most until the next message expires. */
  void park(long nanos) throws InterruptedException {
    long now = System.nanoTime();
    long left = Math.min(nanos, house.nanosToExpiry(now));
    if (stopping) {
      left = Math.min(left, flushUntil - now);
    }
    if (left > 0 && !signalled) {
      LockSupport.parkNanos(this, left);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
