package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.Target;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.EmitterPayload;
import io.github.socketiojakarta.redis.wire.EntryNumber;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One stream as an emitter writes it: what is published counts as written when Redis says so.
 * Nothing is read, unless a connection was lost with messages under way: then the stream is read
 * from the last message known to be written, to find out which of them are there.
 *
 * <p>{@link StreamLife} is the life of its thread.
 */
final class WriteLog extends StreamLife {

  private final String publisher;
  private final long answerNanos;
  private volatile Offset place; // of the last known entry; null before the first link

  /**
   * Makes a log.
   *
   * @param publisher numbers the entries; known to no other
   */
  WriteLog(String stream, RedisOptions options, Redis redis, String publisher, Counters counters) {
    super(stream, options, redis, nsp -> null, counters, Events.NONE);
    this.publisher = publisher;
    this.answerNanos = options.answerTimeout().toNanos();
  }

  /**
   * Takes a message to be appended; returns at once.
   *
   * @param message what it is; empty if it is none of {@link ClusterMessage}
   * @param encoded its fields
   */
  CompletionStage<Optional<Offset>> publish(
      Optional<ClusterMessage> message, Map<String, String> encoded) {
    return publish(
        new Publication(
            publisher, message, encoded, System.nanoTime() + options.publishTimeout().toNanos()));
  }

  @Override
  Offset position() {
    Offset last = place;
    return last == null ? Offset.ZERO : last;
  }

  @Override
  CompletableFuture<Link> open(Optional<Target> target) {
    return Link.openToWrite(redis, target, stream, options.maxLen(), thread::wake);
  }

  @Override
  void catchUp(Link link) throws Exception {
    Offset end = thread.answer(link.lastId(), "XINFO");
    if (inFlight.size() > 0) {
      // In a stream that went back ids are given again: ours may be anywhere.
      Offset next = end.compareTo(position()) < 0 ? Offset.ZERO : position();
      while (next.compareTo(end) < 0) {
        List<StreamMessage<String, byte[]>> batch =
            thread.answer(link.read(next, options.readCount()), "XREAD");
        if (batch.isEmpty()) {
          break; // the last entries were deleted
        }
        batch.forEach(this::meet);
        next = Offset.parse(batch.get(batch.size() - 1).getId());
      }
    }
    place = end;
  }

  private void meet(StreamMessage<String, byte[]> entry) {
    Map<String, byte[]> fields = entry.getBody();
    EntryNumber number =
        fields == null ? null : EntryNumber.read(EmitterPayload.UID, fields.get(Publication.SEQ));
    if (number != null && number.publisher().equals(publisher)) {
      inFlight.meet(number, Offset.parse(entry.getId()));
    }
  }

  @Override
  void steady(Link link) throws Exception {
    while (true) {
      thread.clearSignal();
      inFlight.takeAnswers(link, Offset.ZERO, 0);
      inFlight.deliverWritten().ifPresent(last -> place = last);
      inFlight.send(link);
      thread.housekeeping();
      long now = System.nanoTime();
      OptionalLong unanswered = link.unansweredSince();
      long left =
          unanswered.isPresent() ? unanswered.getAsLong() + answerNanos - now : Long.MAX_VALUE;
      if (left <= 0 && !link.hasAnswer()) {
        throw new LinkLostException("no answer to XADD in time");
      }
      if (!link.isOpen()) {
        throw new LinkLostException("the connection was closed");
      }
      thread.park(Math.min(left, inFlight.nanosToSendAgain(now)));
    }
  }
}
