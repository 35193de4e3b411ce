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

/** The types of parameters that come from the call itself, not from the client's arguments. */
enum Injected {
  SOCKET(Socket.class, HandlerCall::socket, EnumSet.allOf(HandlerKind.class)),
  NAMESPACE(Namespace.class, call -> call.socket().namespace(), EnumSet.allOf(HandlerKind.class)),
  HANDSHAKE(Handshake.class, call -> call.socket().handshake(), EnumSet.allOf(HandlerKind.class)),
  SERVER(Server.class, HandlerCall::server, EnumSet.allOf(HandlerKind.class)),
  ARGUMENTS(Arguments.class, HandlerCall::args, EnumSet.of(HandlerKind.EVENT)),
  ACK(Ack.class, HandlerCall::ack, EnumSet.of(HandlerKind.EVENT)),
  REASON(DisconnectReason.class, HandlerCall::reason, EnumSet.of(HandlerKind.DISCONNECT));

  private final Class<?> type;
  private final Function<HandlerCall, Object> value;
  private final Set<HandlerKind> kinds;

  Injected(Class<?> type, Function<HandlerCall, Object> value, Set<HandlerKind> kinds) {
    this.type = type;
    this.value = value;
    this.kinds = kinds;
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
