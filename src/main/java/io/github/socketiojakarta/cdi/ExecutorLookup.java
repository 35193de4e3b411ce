package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Finds the managed executors: by the JNDI name of a key that is set, else a CDI bean, else what
 * every Jakarta EE server has by default.
 */
final class ExecutorLookup {

  private final Instance<Object> beans;

  ExecutorLookup(Instance<Object> beans) {
    this.beans = beans;
  }

  ManagedExecutorService executor(Optional<String> jndiName) {
    return find(ManagedExecutorService.class, jndiName, ConfigKeys.EXECUTOR);
  }

  ManagedScheduledExecutorService scheduledExecutor(Optional<String> jndiName) {
    return find(ManagedScheduledExecutorService.class, jndiName, ConfigKeys.SCHEDULED_EXECUTOR);
  }

  private <T> T find(Class<T> type, Optional<String> jndiName, ConfigKey key) {
    if (jndiName.isPresent()) {
      return lookUp(type, jndiName.get(), key);
    }
    // A scheduled executor is an executor, too; whoever has both has no ambiguity in mind.
    List<? extends Instance.Handle<T>> handles =
        beans
            .select(type)
            .handlesStream()
            .filter(
                handle ->
                    type == ManagedScheduledExecutorService.class
                        || !handle
                            .getBean()
                            .getTypes()
                            .contains(ManagedScheduledExecutorService.class))
            .toList();
    if (handles.size() > 1) {
      throw new SocketIoException(
          "there are "
              + handles.size()
              + " beans of type "
              + type.getName()
              + "; allowed is one, or set "
              + key.name()
              + " to a JNDI name");
    }
    return handles.isEmpty() ? lookUp(type, key.defaultValue(), key) : handles.get(0).get();
  }

  private static <T> T lookUp(Class<T> type, String name, ConfigKey key) {
    try {
      return type.cast(InitialContext.doLookup(name));
    } catch (NamingException | ClassCastException e) {
      throw new SocketIoException(
          "there is no "
              + type.getSimpleName()
              + " under the JNDI name "
              + name
              + "; set "
              + key.name()
              + " to the name of one, or provide a CDI bean of that type",
          e);
    }
  }
}
