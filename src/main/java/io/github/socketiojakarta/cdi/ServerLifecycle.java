package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.engine.RequestFilter;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.RedisStreamsAdapter;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.ServerOptions;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Makes the server of an application and ends it, unless the application serves no sockets. The
 * server is there as soon as somebody injects it, at the latest when the application's context is
 * initialized; requests come after that, so that observers of
 * {@code @Initialized(ApplicationScoped.class)} can add middlewares and listeners before the first
 * client. It is closed before the context is destroyed, while beans and managed executors still
 * work.
 *
 * <p>Safe for use by many threads: what it holds is set before anyone else sees it.
 */
@ApplicationScoped
public class ServerLifecycle {

  private static final System.Logger LOG = System.getLogger(ServerLifecycle.class.getName());

  @Inject SocketIoExtension extension;
  @Inject BeanManager beanManager;
  @Inject RequestScope requestScope;
  @Inject @Any Instance<Object> anyBeans;

  /** Changed by the container's thread only. */
  private final Opened opened = new Opened();

  private OptionalBeans optionalBeans; // written once, by open()
  private Server server; // written once, by open(); null if this application serves no sockets

  /** Made by the container. */
  public ServerLifecycle() {}

  /**
   * The server.
   *
   * @return it, started
   * @throws SocketIoException if this application serves no sockets
   */
  public Server server() {
    if (server == null) {
      throw new SocketIoException(
          "there is no server: "
              + ConfigKeys.SERVE.name()
              + " is false, this application emits only");
    }
    return server;
  }

  /** Makes the server. */
  @PostConstruct
  void open() {
    if (!extension.config().serve()) {
      return;
    }
    if (!extension.beginOpening()) {
      throw new SocketIoException(
          "an Adapter, JsonCodec, RequestFilter or executor bean needs the server that is made with"
              + " it; allowed is to inject an Instance<Server> and ask it later");
    }
    optionalBeans = new OptionalBeans(anyBeans);
    try {
      SocketIoConfig config = extension.config();
      ExecutorLookup executors = new ExecutorLookup(anyBeans);
      ManagedExecutorService managed = executors.executor(config.executor());
      WheelTimer timer =
          opened.add(new WheelTimer(executors.scheduledExecutor(config.scheduledExecutor())));
      JsonCodec json =
          optionalBeans.find(JsonCodec.class).orElseGet(() -> opened.add(new JsonbCodec()));
      ContextExecutor executor = opened.add(new ContextExecutor(managed));
      Adapter adapter = adapter(config, json, executor, timer);
      adapter.onEvent(event -> fire(event, executor));
      server = opened.add(new Server(options(config), adapter, json, timer, executor));
      dispatchers().forEach(EventDispatcher::start);
      server.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Tells observers, on the thread of the adapter's listeners, and the others on their own. */
  private void fire(AdapterEvent event, Executor executor) {
    Event<AdapterEvent> observers = beanManager.getEvent().select(AdapterEvent.class);
    try {
      requestScope.call(
          () -> {
            observers.fire(event);
            return null;
          });
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "an observer failed at " + event, e);
    }
    observers
        .fireAsync(event, NotificationOptions.ofExecutor(executor))
        .exceptionally(
            e -> {
              LOG.log(System.Logger.Level.ERROR, "an asynchronous observer failed at " + event, e);
              return event;
            });
  }

  /** By being called has the server made, before the application's own observers run. */
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) @Initialized(ApplicationScoped.class)
          Object event) {
    if (server == null) {
      LOG.log(
          System.Logger.Level.INFO,
          "Socket.IO serves no sockets, for {0} is false",
          ConfigKeys.SERVE.name());
      return;
    }
    LOG.log(
        System.Logger.Level.INFO,
        () ->
            "Socket.IO serves "
                + extension.namespaceBeans().stream()
                    .map(NamespaceBean::nsp)
                    .distinct()
                    .sorted()
                    .toList()
                + " on "
                + server.engine().options().path()
                + " with "
                + server.adapter().getClass().getSimpleName());
  }

  /** Ends the server after the application's own observers, while its beans are still there. */
  void stop(
      @Observes(notifyObserver = Reception.IF_EXISTS)
          @Priority(Interceptor.Priority.LIBRARY_AFTER)
          @BeforeDestroyed(ApplicationScoped.class)
          Object event) {
    close();
  }

  /** Ends the server if nobody did; harmless otherwise. */
  @PreDestroy
  void close() {
    opened.close();
  }

  private ServerOptions options(SocketIoConfig config) {
    return optionalBeans.find(RequestFilter.class).map(config::serverWith).orElse(config.server());
  }

  private Adapter adapter(
      SocketIoConfig config, JsonCodec json, ContextExecutor executor, Timer timer) {
    if (extension.hasAdapter()) {
      return optionalBeans
          .find(Adapter.class)
          .orElseThrow(() -> new SocketIoException("no Adapter bean has the default qualifier"));
    }
    return config
        .redis()
        .<Adapter>map(
            redis ->
                new RedisStreamsAdapter(
                    redis,
                    ApplicationClient.find(redis.access(), optionalBeans::find),
                    json,
                    executor,
                    executor.forLongTasks(),
                    timer))
        .orElseGet(InMemoryAdapter::new);
  }

  private List<EventDispatcher> dispatchers() {
    Map<String, List<NamespaceBean>> byNamespace =
        extension.namespaceBeans().stream()
            .collect(Collectors.groupingBy(NamespaceBean::nsp, TreeMap::new, Collectors.toList()));
    return byNamespace.entrySet().stream()
        .map(
            entry ->
                new EventDispatcher(
                    server,
                    entry.getKey(),
                    entry.getValue(),
                    bean -> new BeanReference(beanManager, bean),
                    requestScope))
        .toList();
  }
}
