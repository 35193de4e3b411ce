package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/** The beans that an application may provide, in place of what the library would choose. */
final class OptionalBeans {

  private final Instance<Object> beans;

  OptionalBeans(Instance<Object> beans) {
    this.beans = beans;
  }

  /**
   * The application's bean of a type, if it has one.
   *
   * @throws SocketIoException if it has several
   */
  <T> Optional<T> find(Class<T> type) {
    Instance<T> found = beans.select(type, Default.Literal.INSTANCE);
    if (found.isAmbiguous()) {
      throw new SocketIoException(
          "there are several beans of type " + type.getName() + "; allowed is one");
    }
    return found.isUnsatisfied() ? Optional.empty() : Optional.of(found.get());
  }
}
