package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.redis.report.Complaints;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is due for the messages of this node at any time, whether there is a link or not: volatile
 * ones do not wait for one, and the others not for ever.
 *
 * <p>Used by the stream's thread only.
 */
final class Housekeeping {

  private final String stream;
  private final RedisOptions options;
  private final PublishQueue queue;
  private final InFlight inFlight;
  private final Delivery delivery;
  private final Complaints complaints;

  Housekeeping(
      String stream,
      RedisOptions options,
      PublishQueue queue,
      InFlight inFlight,
      Delivery delivery,
      Complaints complaints) {
    this.stream = stream;
    this.options = options;
    this.queue = queue;
    this.inFlight = inFlight;
    this.delivery = delivery;
    this.complaints = complaints;
  }

  void keep(long now) {
    for (Publication publication : queue.takeAside()) {
      delivery.deliver(publication, Optional.empty());
    }
    giveUpExpired(now);
  }

  /** When the next message expires; the greatest number if none is to. */
  long nanosToExpiry(long now) {
    long left = inFlight.nanosToExpiry(now);
    Publication first = queue.peek();
    return first == null ? left : Math.min(left, first.nanosLeft(now));
  }

  private void giveUpExpired(long now) {
    List<Publication> expired = inFlight.takeExpired(now);
    for (Publication first = queue.peek();
        first != null && first.isExpired(now);
        first = queue.peek()) {
      expired.add(queue.poll());
    }
    for (Publication publication : expired) {
      complaints.warn(
          "expired",
          () ->
              "gave up a message after "
                  + options.publishTimeout()
                  + " without "
                  + options.address(),
          null);
      delivery.fail(
          publication,
          new PublishException(
              "the message could not be written to Redis within " + options.publishTimeout()));
    }
  }

  /** The stream ends: nothing will come back any more. */
  void giveUpAll() {
    List<Publication> left = new ArrayList<>(inFlight.takeAll());
    left.addAll(queue.takeAside());
    for (Publication next = queue.poll(); next != null; next = queue.poll()) {
      left.add(next);
    }
    for (Publication publication : left) {
      delivery.fail(
          publication,
          new PublishException("closed before it was known that the message was written"));
    }
    if (!left.isEmpty()) {
      StreamLog.LOG.log(
          Level.WARNING, "{0} messages for {1} were lost at the end", left.size(), stream);
    }
  }
}
