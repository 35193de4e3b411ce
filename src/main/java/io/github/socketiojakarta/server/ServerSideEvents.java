package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.concurrent.SerialExecutor;
import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.ReservedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Events that the code of one node sends to that of the others, in one namespace. The listeners run
 * on the executor, one event after the other, and may block; so what waits is bounded.
 */
final class ServerSideEvents {

  /** More events than this are not kept while the listeners are busy. */
  static final int MAX_WAITING = 10_000;

  private static final BoundedLog LOG = new BoundedLog(ServerSideEvents.class);

  private final Namespace namespace;
  private final Executor executor;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, List<EventListener>> listeners = new ConcurrentHashMap<>();

  ServerSideEvents(Namespace namespace) {
    this.namespace = namespace;
    this.executor = new SerialExecutor(namespace.server().executor());
  }

  /** See {@link Namespace#serverSideEmit}. */
  CompletionStage<Void> emit(String event, Object[] args) {
    Server server = namespace.server();
    ClusterCall call = server.adapter().ask(request(event, args, false), response -> {});
    return ManagedFuture.of(call.done(), server.executor());
  }

  /** See {@link Namespace#serverSideEmitWithAck(Duration, String, Object...)}. */
  CompletionStage<List<Object>> emitWithAck(Duration timeout, String event, Object[] args) {
    return Inquiry.start(
        namespace.server(),
        request(event, args, true),
        timeout,
        List.of(),
        response ->
            response instanceof ClusterResponse.ServerAnswer answer
                ? Collections.singletonList(answer.value())
                : List.of());
  }

  private ClusterRequest.ServerSideEmit request(String event, Object[] args, boolean ack) {
    List<Object> data =
        EventData.of(event, args, ReservedEvents.SERVER_SIDE_NAMES, namespace.server().json());
    return new ClusterRequest.ServerSideEmit(namespace.name(), data, ack);
  }

  void on(String event, EventListener listener) {
    Objects.requireNonNull(listener, "listener");
    listeners
        .computeIfAbsent(
            EventData.name(event, ReservedEvents.SERVER_SIDE_NAMES),
            name -> new CopyOnWriteArrayList<>())
        .add(listener);
  }

  void off(String event, EventListener listener) {
    List<EventListener> added = listeners.get(event);
    if (added != null) {
      added.remove(listener);
    }
  }

  /** Takes an event of another node; one that nobody listens to stays without an answer. */
  void onEvent(ClusterRequest.ServerSideEmit emit, Consumer<ClusterResponse> reply) {
    if (emit.data().isEmpty() || !(emit.data().get(0) instanceof String event)) {
      return;
    }
    if (listeners.getOrDefault(event, List.of()).isEmpty()) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      LOG.warning(
          MAX_WAITING
              + " server-side events of namespace "
              + namespace.name()
              + " wait already; one more is dropped: "
              + BoundedLog.printable(event),
          null);
      return;
    }
    List<Object> args = new ArrayList<>(emit.data().subList(1, emit.data().size()));
    Ack ack = new ServerSideAck(emit.ack(), namespace.server().json(), reply);
    try {
      executor.execute(
          () -> {
            waiting.decrementAndGet();
            dispatch(event, new Arguments(args, namespace.server().json()), ack);
          });
    } catch (RejectedExecutionException e) {
      waiting.set(0); // all that waited was dropped
      throw e;
    }
  }

  private void dispatch(String event, Arguments args, Ack ack) {
    for (EventListener listener : listeners.getOrDefault(event, List.of())) {
      try {
        listener.onEvent(args, ack);
      } catch (Throwable failure) {
        LOG.error(
            "a listener of the server-side event "
                + BoundedLog.printable(event)
                + " failed in namespace "
                + namespace.name(),
            failure);
      }
    }
  }
}
