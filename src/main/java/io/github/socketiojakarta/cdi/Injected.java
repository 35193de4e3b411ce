package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The types of parameters that come from the call itself, not from the event's arguments. */
enum Injected {
  SOCKET(Socket.class, HandlerCall::socket, kinds(kind -> kind != HandlerKind.SERVER_SIDE_EVENT)),
  NAMESPACE(Namespace.class, HandlerCall::namespace, kinds(kind -> true)),
  HANDSHAKE(
      Handshake.class,
      call -> call.socket().handshake(),
      kinds(kind -> kind != HandlerKind.SERVER_SIDE_EVENT)),
  SERVER(Server.class, HandlerCall::server, kinds(kind -> true)),
  ARGUMENTS(Arguments.class, HandlerCall::args, kinds(HandlerKind::isEvent)),
  ACK(Ack.class, HandlerCall::ack, kinds(HandlerKind::isEvent)),
  REASON(
      DisconnectReason.class, HandlerCall::reason, kinds(kind -> kind == HandlerKind.DISCONNECT));

  private final Class<?> type;
  private final Function<HandlerCall, Object> value;
  private final Set<HandlerKind> kinds;

  Injected(Class<?> type, Function<HandlerCall, Object> value, Set<HandlerKind> kinds) {
    this.type = type;
    this.value = value;
    this.kinds = kinds;
  }

  private static Set<HandlerKind> kinds(Predicate<HandlerKind> wanted) {
    return Arrays.stream(HandlerKind.values())
        .filter(wanted)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(HandlerKind.class)));
  }

  Class<?> type() {
    return type;
  }

  boolean isFor(HandlerKind kind) {
    return kinds.contains(kind);
  }

  Object value(HandlerCall call) {
    return value.apply(call);
  }

  static Optional<Injected> of(Type type) {
    return Arrays.stream(values()).filter(injected -> injected.type == type).findFirst();
  }
}
