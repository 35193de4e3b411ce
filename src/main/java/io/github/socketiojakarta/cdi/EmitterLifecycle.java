package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.RedisStreamsWriter;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.Optional;

/**
 * Makes the emitter of an application when somebody injects it, and ends it: after the server,
 * whose disconnect listeners may still emit.
 *
 * <p>Safe for use by many threads: what it holds is set before anyone else sees it.
 */
@ApplicationScoped
public class EmitterLifecycle {

  private static final int AFTER_THE_SERVER = Interceptor.Priority.LIBRARY_AFTER + 1;

  @Inject SocketIoExtension extension;
  @Inject ServerLifecycle server;
  @Inject @Any Instance<Object> anyBeans;

  /** Changed by the container's thread only. */
  private final Opened opened = new Opened();

  private Emitter emitter; // written once, by open()

  /** Made by the container. */
  public EmitterLifecycle() {}

  /**
   * The emitter for the main namespace; final, and so without a proxy.
   *
   * @return it, connecting or connected
   */
  @Produces
  @Dependent
  public Emitter emitter() {
    return emitter;
  }

  /** Makes the emitter. */
  @PostConstruct
  void open() {
    try {
      SocketIoConfig config = extension.config();
      OptionalBeans beans = new OptionalBeans(anyBeans);
      JsonCodec json = beans.find(JsonCodec.class).orElseGet(() -> opened.add(new JsonbCodec()));
      ContextExecutor executor =
          opened.add(new ContextExecutor(new ExecutorLookup(anyBeans).executor(config.executor())));
      ClusterWriter writer =
          config
              .redis()
              .<ClusterWriter>map(redis -> writer(redis, beans, executor))
              .orElseGet(this::ownServer);
      emitter = opened.add(new Emitter(writer, json, executor));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static ClusterWriter writer(
      RedisOptions redis, OptionalBeans beans, ContextExecutor executor) {
    Optional<ApplicationClient> client = ApplicationClient.find(redis.access(), beans::find);
    return RedisStreamsWriter.connect(redis, client, executor.forLongTasks());
  }

  /** A server that is alone is the whole cluster. */
  private ClusterWriter ownServer() {
    Adapter adapter = server.server().adapter();
    if (adapter instanceof InMemoryAdapter alone) {
      return alone.writer();
    }
    throw new SocketIoException(
        "an Emitter cannot write through the application's "
            + adapter.getClass().getName()
            + "; allowed is to set "
            + Roles.CLUSTER);
  }

  /** Ends the emitter after the server, while managed executors still work. */
  void stop(
      @Observes(notifyObserver = Reception.IF_EXISTS)
          @Priority(AFTER_THE_SERVER)
          @BeforeDestroyed(ApplicationScoped.class)
          Object event) {
    close();
  }

  /** Ends the emitter if nobody did; harmless otherwise. */
  @PreDestroy
  void close() {
    opened.close();
  }
}
