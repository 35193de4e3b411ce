package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import java.util.Optional;

/** Makes the server and its namespaces injectable; both are final and so have no proxies. */
@Dependent
class ServerProducer {

  @Inject ServerLifecycle lifecycle;
  @Inject SocketIoExtension extension;

  /** Made by the container. */
  ServerProducer() {}

  @Produces
  @Dependent
  Server server() {
    return lifecycle.server();
  }

  /** The main namespace. */
  @Produces
  @Dependent
  Namespace mainNamespace() {
    return server().sockets();
  }

  /** The namespace that the annotation names. */
  @Produces
  @Dependent
  @Of
  Namespace namespace(InjectionPoint point) {
    return server().of(extension.namespaceName(of(point).orElseThrow()));
  }

  /** What stands in the annotation at an injection point, if it is there. */
  static Optional<String> of(InjectionPoint point) {
    return point.getQualifiers().stream()
        .filter(Of.class::isInstance)
        .map(Of.class::cast)
        .map(Of::value)
        .findFirst();
  }
}
