package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end of a message's way: it is handed to the listener of its namespace, and who published it
 * here is told.
 *
 * <p>Used by the stream's thread only.
 */
final class Delivery {

  private final String stream;
  private final PublishQueue queue;
  private final Function<String, Adapter.Listener> listeners;
  private final Counters counters;
  private final Complaints complaints;
  private final Events events;

  Delivery(
      String stream,
      PublishQueue queue,
      Function<String, Adapter.Listener> listeners,
      Counters counters,
      Complaints complaints,
      Events events) {
    this.stream = stream;
    this.queue = queue;
    this.listeners = listeners;
    this.counters = counters;
    this.complaints = complaints;
    this.events = events;
  }

  /** Who listens to a namespace; null if nobody does. */
  Adapter.Listener listener(String nsp) {
    return listeners.apply(nsp);
  }

  /** Delivers a message of this node, which needs no decoding. */
  void deliver(Publication publication, Optional<Offset> offset) {
    queue.release(publication);
    publication.message().ifPresent(message -> deliver(message, offset));
    publication.future().complete(offset);
  }

  private void deliver(ClusterMessage message, Optional<Offset> offset) {
    Adapter.Listener listener = listener(message.nsp());
    if (listener != null) {
      hand(listener, message, offset);
    }
  }

  /** A message of this node will not be delivered. */
  void fail(Publication publication, PublishException reason) {
    counters.failed.increment();
    events.tellSome(
        "failed " + stream,
        keptBack -> new AdapterEvent.PublishFailed(stream, reason.getMessage(), keptBack));
    queue.release(publication);
    publication.future().completeExceptionally(reason);
  }

  /** Calls a listener, and survives it. */
  void hand(Adapter.Listener listener, ClusterMessage message, Optional<Offset> offset) {
    try {
      listener.onMessage(message, offset);
      counters.delivered.increment();
    } catch (Throwable e) { // it must not throw, but if it does the next message must come
      counters.skipped.increment();
      events.tellSome(
          "listener " + stream,
          keptBack ->
              new AdapterEvent.EntrySkipped(
                  stream, offset, "the listener of " + message.nsp() + ": " + e, keptBack));
      complaints.warn(
          "listener",
          () -> "the listener of " + message.nsp() + " failed; the message is skipped",
          e);
    }
  }
}
