package io.github.socketiojakarta.cdi;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;

/**
 * The contextual reference to a bean, made when it is first needed: a bean may inject the server
 * that is about to call it. The bean manager is kept rather than looked up, for containers have
 * threads where that fails.
 */
final class BeanReference {

  /** Makes references. */
  @FunctionalInterface
  interface Factory {

    /** A reference to a bean. */
    BeanReference to(Bean<?> bean);
  }

  private final BeanManager beans;
  private final Bean<?> bean;
  private volatile Object reference; // written by any thread; all get the same from the container

  BeanReference(BeanManager beans, Bean<?> bean) {
    this.beans = beans;
    this.bean = bean;
  }

  /** The reference. */
  Object get() {
    Object found = reference;
    if (found == null) {
      CreationalContext<?> context = beans.createCreationalContext(bean);
      found = beans.getReference(bean, bean.getBeanClass(), context);
      reference = found;
    }
    return found;
  }
}
