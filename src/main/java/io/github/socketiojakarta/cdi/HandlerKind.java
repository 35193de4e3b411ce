package io.github.socketiojakarta.cdi;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.stream.Collectors;

/** When a handler method is called. */
enum HandlerKind {
  CONNECT(OnConnect.class),
  EVENT(OnEvent.class),
  SERVER_SIDE_EVENT(OnServerSideEvent.class),
  DISCONNECT(OnDisconnect.class);

  private final Class<? extends Annotation> annotation;

  HandlerKind(Class<? extends Annotation> annotation) {
    this.annotation = annotation;
  }

  Class<? extends Annotation> annotation() {
    return annotation;
  }

  /** Whether it takes an event, with arguments and perhaps an answer. */
  boolean isEvent() {
    return this == EVENT || this == SERVER_SIDE_EVENT;
  }

  /** The annotation as it stands in the source. */
  @Override
  public String toString() {
    return "@" + annotation.getSimpleName();
  }

  /** The types that a method of this kind is given, in words. */
  String allowedTypes() {
    return Arrays.stream(Injected.values())
        .filter(injected -> injected.isFor(this))
        .map(injected -> injected.type().getSimpleName())
        .collect(Collectors.joining(", "));
  }
}
