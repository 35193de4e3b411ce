package io.github.socketiojakarta.cdi;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Managed executors without a server: real threads, and a context that is the class loader. */
@ApplicationScoped
class TestExecutors {

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);

  @Produces
  @Singleton
  ManagedExecutorService executor() {
    return managed(ManagedExecutorService.class, threads);
  }

  @Produces
  @Singleton
  ManagedScheduledExecutorService scheduledExecutor() {
    return managed(ManagedScheduledExecutorService.class, threads);
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }

  static <T extends ManagedExecutorService> T managed(
      Class<T> type, ScheduledExecutorService threads) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              if (method.getName().equals("getContextService")) {
                return contextService();
              }
              try {
                return method.invoke(threads, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static ContextService contextService() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Executor inContext =
        task -> {
          Thread.currentThread().setContextClassLoader(loader);
          task.run();
        };
    return (ContextService)
        Proxy.newProxyInstance(
            ContextService.class.getClassLoader(),
            new Class<?>[] {ContextService.class},
            (proxy, method, args) -> {
              if (method.getName().equals("currentContextExecutor")) {
                return inContext;
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }
}
