/**
 * The small tools of concurrency that the other packages are built on; it imports nothing of ours.
 *
 * <p>{@link io.github.socketiojakarta.concurrent.SerialExecutor} gives one socket its order on a
 * shared pool; {@link io.github.socketiojakarta.concurrent.Timer}, with {@link
 * io.github.socketiojakarta.concurrent.WheelTimer} as the real one, serves the time-outs of all
 * sockets from one task; {@link io.github.socketiojakarta.concurrent.ManagedFuture} keeps what
 * applications chain to it off the threads that complete it. None has a thread of its own: whoever
 * makes them passes the executor that the container manages.
 *
 * <p>Thread rules: everything here is safe for use by many threads; locks are held for memory work
 * only and never while a task runs.
 *
 * <pre>{@code
 * Timer timer = new WheelTimer(managedScheduledExecutor);
 * Timer.Timeout timeout = timer.schedule(Duration.ofSeconds(20), () -> close(PING_TIMEOUT));
 * timeout.cancel();
 *
 * Executor handlers = new SerialExecutor(managedExecutor);
 * handlers.execute(() -> first());
 * handlers.execute(() -> second()); // never before or beside the first
 * }</pre>
 */
package io.github.socketiojakarta.concurrent;
