package io.github.socketiojakarta.cdi;

import jakarta.enterprise.inject.spi.Bean;
import java.util.List;

/**
 * A bean that serves a namespace.
 *
 * @param bean the bean
 * @param nsp the namespace
 * @param handlers its methods
 */
record NamespaceBean(Bean<?> bean, String nsp, List<HandlerMethod> handlers) {}
