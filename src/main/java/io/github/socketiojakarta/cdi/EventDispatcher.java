package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls the handler methods of all beans that serve one namespace, on the thread that the server
 * gives to the socket, or to the namespace for events of other nodes: one call at a time, in order.
 * A handler that fails is logged and its event stays without an acknowledgement, as the protocol
 * knows no other answer; the socket lives on.
 *
 * <p>Immutable.
 */
final class EventDispatcher {

  private static final System.Logger LOG = System.getLogger(EventDispatcher.class.getName());

  /** What a client sent may stand in a message: no more than this of it gets into the log. */
  private static final int MAX_LOGGED = 300;

  /** A handler and the bean it belongs to. */
  private record Target(BeanReference bean, HandlerMethod handler) {}

  private final Server server;
  private final Namespace namespace;
  private final RequestScope requestScope;
  private final List<Target> onConnect = new ArrayList<>();
  private final Map<String, List<Target>> onEvent = new LinkedHashMap<>();
  private final Map<String, List<Target>> onServerSideEvent = new LinkedHashMap<>();
  private final List<Target> onDisconnect = new ArrayList<>();

  /**
   * Makes a dispatcher.
   *
   * @param server the server
   * @param nsp the namespace
   * @param beans the beans that serve it
   * @param references makes references to them
   * @param requestScope surrounds every call
   */
  EventDispatcher(
      Server server,
      String nsp,
      List<NamespaceBean> beans,
      BeanReference.Factory references,
      RequestScope requestScope) {
    this.server = server;
    this.namespace = server.of(nsp);
    this.requestScope = requestScope;
    List<NamespaceBean> sorted = new ArrayList<>(beans);
    sorted.sort(Comparator.comparing(bean -> bean.bean().getBeanClass().getName()));
    for (NamespaceBean bean : sorted) {
      BeanReference reference = references.to(bean.bean());
      for (HandlerMethod handler : bean.handlers()) {
        targets(handler).add(new Target(reference, handler));
      }
    }
  }

  /** Has the methods called from now on. */
  void start() {
    namespace.onConnection(this::connected);
    AtomicBoolean misfit = new AtomicBoolean();
    onServerSideEvent.forEach(
        (event, targets) ->
            namespace.on(
                event,
                (args, ack) ->
                    event(
                        event,
                        targets,
                        HandlerCall.serverSideEvent(server, namespace, args, ack),
                        misfit)));
  }

  private List<Target> targets(HandlerMethod handler) {
    return switch (handler.kind()) {
      case CONNECT -> onConnect;
      case EVENT -> onEvent.computeIfAbsent(handler.event(), event -> new ArrayList<>());
      case SERVER_SIDE_EVENT ->
          onServerSideEvent.computeIfAbsent(handler.event(), event -> new ArrayList<>());
      case DISCONNECT -> onDisconnect;
    };
  }

  private void connected(Socket socket) {
    AtomicBoolean misfit = new AtomicBoolean();
    onEvent.forEach(
        (event, targets) ->
            socket.on(
                event,
                (args, ack) ->
                    event(event, targets, HandlerCall.event(server, socket, args, ack), misfit)));
    if (!onDisconnect.isEmpty()) {
      socket.onDisconnect(reason -> disconnected(socket, reason));
    }
    HandlerCall call = HandlerCall.connected(server, socket);
    onConnect.forEach(target -> run(target, "connect", call, misfit));
  }

  private void disconnected(Socket socket, DisconnectReason reason) {
    HandlerCall call = HandlerCall.disconnected(server, socket, reason);
    onDisconnect.forEach(target -> run(target, "disconnect", call, new AtomicBoolean()));
  }

  private void event(String event, List<Target> targets, HandlerCall call, AtomicBoolean misfit) {
    boolean allWell = true;
    boolean isEmpty = true;
    for (Target target : targets) {
      Object[] result = run(target, event, call, misfit);
      allWell &= result != null;
      isEmpty &= target.handler().answer() == Answer.EMPTY;
      if (result != null) {
        answer(target, event, call, result[0]);
      }
    }
    if (allWell && isEmpty && call.ack().isRequested()) {
      call.ack().send();
    }
  }

  /**
   * Calls a method.
   *
   * @return its result as the only element, or null if it failed
   */
  private Object[] run(Target target, String event, HandlerCall call, AtomicBoolean misfit) {
    Object[] arguments;
    try {
      arguments = target.handler().arguments(call);
    } catch (SocketIoException e) {
      // Anyone can send this again and again: only the first of a socket, or of the other nodes
      // together, is worth a warning.
      Level level = misfit.getAndSet(true) ? Level.DEBUG : Level.WARNING;
      LOG.log(level, () -> where(target, event, call) + " was not called: " + reasons(e));
      return null;
    }
    try {
      return new Object[] {
        requestScope.call(() -> target.handler().invoke(target.bean().get(), arguments))
      };
    } catch (Exception e) {
      failed(target, event, call, e);
      return null;
    }
  }

  private void answer(Target target, String event, HandlerCall call, Object result) {
    switch (target.handler().answer()) {
      case EMPTY, BY_METHOD -> {}
      case RESULT -> send(target, event, call, new Object[] {result});
      case STAGE, EMPTY_STAGE -> {
        if (result == null) {
          failed(target, event, call, new NullPointerException("the stage is null"));
          return;
        }
        boolean isEmpty = target.handler().answer() == Answer.EMPTY_STAGE;
        ((CompletionStage<?>) result)
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    send(target, event, call, isEmpty ? new Object[0] : new Object[] {value});
                  } else {
                    failed(target, event, call, unwrap(failure));
                  }
                });
      }
    }
  }

  /** A result that JSON-B cannot write is the handler's failure, too. */
  private void send(Target target, String event, HandlerCall call, Object[] args) {
    if (!call.ack().isRequested()) {
      return;
    }
    try {
      call.ack().send(args);
    } catch (RuntimeException e) {
      failed(target, event, call, e);
    }
  }

  private void failed(Target target, String event, HandlerCall call, Throwable failure) {
    LOG.log(Level.ERROR, () -> where(target, event, call) + " failed", failure);
  }

  private String where(Target target, String event, HandlerCall call) {
    return target.handler()
        + " (namespace "
        + namespace.name()
        + ", event \""
        + event
        + (call.socket() == null
            ? "\" of another node)"
            : "\", socket " + call.socket().id() + ")");
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String reasons(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      text.append(": ").append(t.getMessage());
    }
    String line = text.toString().replaceAll("\\p{Cntrl}", " ");
    return line.length() > MAX_LOGGED ? line.substring(0, MAX_LOGGED) + "…" : line;
  }
}
