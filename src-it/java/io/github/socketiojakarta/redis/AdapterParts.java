package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What adapters are made of in tests: JSON, threads and a timer. */
final class AdapterParts implements AutoCloseable {

  final JsonbCodec json = new JsonbCodec();
  private final ExecutorService executor;
  private final Executor shortTasks;
  private final Executor longTasks;
  private final ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
  final WheelTimer timer = new WheelTimer(scheduled);

  AdapterParts() {
    executor = Executors.newCachedThreadPool();
    shortTasks = executor;
    longTasks = executor;
  }

  /** Parts whose readers run on threads that are looked at afterwards. */
  AdapterParts(Executor longTasks) {
    executor = Executors.newCachedThreadPool();
    shortTasks = executor;
    this.longTasks = longTasks;
  }

  /** Parts all of whose threads are looked at afterwards; the caller ends them. */
  AdapterParts(Executor shortTasks, Executor longTasks) {
    executor = Executors.newCachedThreadPool();
    this.shortTasks = shortTasks;
    this.longTasks = longTasks;
  }

  RedisStreamsAdapter adapter(RedisOptions options) {
    return adapter(options, Optional.empty());
  }

  RedisStreamsAdapter adapter(RedisOptions options, Optional<ApplicationClient> client) {
    return new RedisStreamsAdapter(options, client, json, shortTasks, longTasks, timer);
  }

  Emitter emitter(RedisOptions options) {
    return new Emitter(RedisStreamsWriter.connect(options, longTasks), json, executor);
  }

  @Override
  public void close() {
    timer.close();
    scheduled.shutdownNow();
    executor.shutdownNow();
    json.close();
  }
}
