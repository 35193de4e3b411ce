package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.concurrent.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A question to the other nodes: collects what they say until all have answered, or the time is
 * over.
 *
 * @param <T> what is collected
 */
final class Inquiry<T> {

  /** How long nodes are waited for unless the caller says otherwise; as in Node. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** As for {@link io.github.socketiojakarta.adapter.BroadcastOptions#timeout}. */
  private static final Duration MAX_PATIENCE = Duration.ofMillis(Integer.MAX_VALUE);

  private final ManagedFuture<List<T>> result;
  private final Object lock = new Object();
  private final List<T> responses; // guarded by lock

  private Inquiry(Server server, List<T> own) {
    this.result = new ManagedFuture<>(server.executor());
    this.responses = new ArrayList<>(own);
  }

  /**
   * Asks.
   *
   * @param own what this node has to say; comes first
   * @param values what a response brings
   * @return completes with all values; exceptionally with a {@link PartialResponseException}
   */
  static <T> CompletionStage<List<T>> start(
      Server server,
      ClusterRequest request,
      Duration timeout,
      List<T> own,
      Function<ClusterResponse, List<T>> values) {
    Inquiry<T> inquiry = new Inquiry<>(server, own);
    ClusterCall call = ask(server, request, response -> inquiry.add(values.apply(response)));
    Duration patience = timeout.compareTo(MAX_PATIENCE) < 0 ? timeout : MAX_PATIENCE;
    Timer.Timeout deadline = server.timer().schedule(patience, () -> inquiry.onTimeout(call));
    inquiry.result.onDone(
        () -> {
          deadline.cancel();
          call.giveUp(); // matters if the caller has cancelled
        });
    call.done().whenComplete((done, failure) -> inquiry.onDone(failure));
    return inquiry.result;
  }

  /** Asks; if that is not possible, the call fails, so that there is one way to fail. */
  static ClusterCall ask(
      Server server, ClusterRequest request, Consumer<ClusterResponse> responses) {
    try {
      return server.adapter().ask(request, responses);
    } catch (PublishException e) {
      return ClusterCall.failed(e);
    }
  }

  private void add(List<T> values) {
    synchronized (lock) {
      responses.addAll(values);
    }
  }

  private void onDone(Throwable failure) {
    if (failure == null) {
      result.complete(snapshot());
    } else {
      result.completeExceptionally(
          PartialResponseException.unreachable(snapshot(), ManagedFuture.cause(failure)));
    }
  }

  private void onTimeout(ClusterCall call) {
    result.completeExceptionally(
        new RequestTimeoutException(call.answered(), call.expected(), snapshot()));
  }

  /** Values may be null, so List.copyOf would not do. */
  private List<T> snapshot() {
    synchronized (lock) {
      return Collections.unmodifiableList(new ArrayList<>(responses));
    }
  }
}
