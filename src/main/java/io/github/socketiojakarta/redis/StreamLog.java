package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.Target;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stream as this node writes and reads it: what is published waits in a queue, is appended in
 * order, and counts as delivered when the reader meets it. That makes the order of the stream the
 * order of every node.
 *
 * <p>{@link StreamLife} is the life of its thread. What is particular to a node: {@link SteadyTurn}
 * reads and sends while a link lasts, {@link EntryReader} applies what is read, {@link
 * StreamPosition} knows up to where, {@link StreamAuditor} sees to it that nothing goes missing
 * unnoticed.
 */
final class StreamLog extends StreamLife {

  /** More often it is not found anew over one link: then there is a pause first. */
  private static final int MAX_RESTARTS = 3;

  private final MessageCodec codec;
  private final StreamPosition position;

  // The stream's thread only.
  private final ReadCount count;
  private final StreamAuditor auditor;
  private final EntryReader entries;

  StreamLog(
      String stream,
      RedisOptions options,
      Redis redis,
      MessageCodec codec,
      Function<String, Adapter.Listener> listeners,
      Consumer<Incoming> beside,
      Counters counters,
      Events events) {
    super(stream, options, redis, listeners, counters, events);
    this.codec = codec;
    this.count = new ReadCount(options.readCount());
    this.position = new StreamPosition(SteadyTurn.unaudited(options));
    this.auditor =
        new StreamAuditor(
            stream, options.address(), thread, position, inFlight, counters, complaints, events);
    this.entries =
        new EntryReader(
            stream, codec, position, inFlight, delivery, beside, counters, complaints, events);
  }

  /** Takes a message to be appended; returns at once. */
  CompletionStage<Optional<Offset>> publish(String uid, ClusterMessage message) {
    return publish(
        new Publication(
            uid,
            Optional.of(message),
            codec.encode(uid, message),
            System.nanoTime() + options.publishTimeout().toNanos()));
  }

  @Override
  Offset position() {
    return position.last();
  }

  Offset epochStart() {
    return position.epochStart();
  }

  long lag() {
    return position.lag();
  }

  @Override
  CompletableFuture<Link> open(Optional<Target> target) {
    return Link.open(redis, target, stream, options.maxLen(), thread::wake);
  }

  /** Reads to where the stream ends now: the first time from there on, then from the last place. */
  @Override
  void catchUp(Link link) throws Exception {
    if (position.isNowhere()) {
      auditor.begin(link);
      return;
    }
    Offset end = null;
    boolean isAll = false;
    int restarts = 0;
    while (!isAll && (end == null || position.last().compareTo(end) < 0)) {
      StreamAudit first = thread.answer(link.audit(position.last(), count.next()), "XREAD");
      Optional<StreamAudit> sound = auditor.resume(link, first);
      if (sound.isEmpty()) {
        if (++restarts > MAX_RESTARTS) {
          throw new LinkLostException("the stream changes all the time");
        }
        end = null;
        continue;
      }
      StreamAudit audit = sound.get();
      if (!audit.entries().isEmpty()) {
        count.worked();
        entries.apply(audit.entries());
      }
      isAll = audit.isAll();
      end = end == null ? audit.info().lastId() : end;
    }
    inFlight.deliverMissed(position.last(), Long.MAX_VALUE); // Redis took them and lost them
  }

  @Override
  void steady(Link link) throws Exception {
    new SteadyTurn(link, options, thread, position, auditor, inFlight, entries, count).run();
  }

  @Override
  void lost() {
    count.failed();
  }
}
