package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.util.List;
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
 * StreamPosition} knows up to where.
 */
final class StreamLog extends StreamLife {

  private final MessageCodec codec;
  private final StreamPosition position;

  // The stream's thread only.
  private final ReadCount count;
  private final EntryReader entries;

  StreamLog(
      String stream,
      RedisOptions options,
      Redis redis,
      MessageCodec codec,
      Function<String, Adapter.Listener> listeners,
      Consumer<Incoming> beside,
      Counters counters) {
    super(stream, options, redis, listeners, counters);
    this.codec = codec;
    this.count = new ReadCount(options.readCount());
    this.position = new StreamPosition(stream, options.address(), thread);
    this.entries =
        new EntryReader(stream, codec, position, inFlight, delivery, beside, counters, complaints);
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

  @Override
  CompletableFuture<Link> open(Optional<Link.Target> target) {
    return Link.open(redis, target, stream, options.maxLen(), thread::wake);
  }

  @Override
  void catchUp(Link link) throws Exception {
    Offset end = thread.answer(link.lastId(), "XINFO");
    position.resume(link, end);
    while (position.last().compareTo(end) < 0) {
      List<StreamMessage<String, byte[]>> batch =
          thread.answer(link.read(position.last(), count.next()), "XREAD");
      if (batch.isEmpty()) {
        break; // the last entries were deleted
      }
      count.worked();
      entries.apply(batch);
    }
  }

  @Override
  void steady(Link link) throws Exception {
    new SteadyTurn(link, options, thread, position, inFlight, entries, count).run();
  }

  @Override
  void lost() {
    count.failed();
  }
}
