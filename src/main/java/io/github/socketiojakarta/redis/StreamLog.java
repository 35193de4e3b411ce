package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stream as this node writes and reads it: what is published waits in a queue, is appended in
 * order, and counts as delivered when the reader meets it. That makes the order of the stream the
 * order of every node.
 *
 * <p>All of it happens on one thread, which {@link #run} occupies until {@link #stop}: it sends,
 * reads, hands to the listeners and mends the connection, and waits for nothing but to be woken.
 * Other threads only add to the queue. So neither the fields below nor those of the parts need
 * locks; what other threads see is volatile or has its own.
 *
 * <p>When a connection is lost, nobody knows which of the messages under way were written. The next
 * link therefore first has the server close the old connection, reads on to the end of the stream,
 * and sends again, in order, what it did not meet there.
 *
 * <p>Here is the life of that thread, from link to link. Its parts: {@link StreamThread} waits,
 * {@link SteadyTurn} reads and sends while a link lasts, {@link InFlight} is what was sent and not
 * yet met, {@link Housekeeping} lets none wait for ever, {@link EntryReader} applies what is read,
 * {@link StreamPosition} knows up to where.
 */
final class StreamLog implements Runnable {

  /** Of the parts, too: one name to find all that is said of a stream. */
  static final System.Logger LOG = System.getLogger(StreamLog.class.getName());

  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  /** A link that lasted so long was a good one: the next attempt comes soon. */
  private static final long GOOD_LINK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String stream;
  private final RedisOptions options;
  private final String address;
  private final Redis redis;
  private final MessageCodec codec;
  private final PublishQueue queue;
  private final long answerNanos;

  // Seen by other threads.
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final StreamThread thread;
  private final StreamPosition position;
  private volatile boolean ready; // written by the stream's thread

  // The stream's thread only.
  private final Backoff backoff = new Backoff();
  private final ReadCount count;
  private final InFlight inFlight;
  private final Housekeeping house;
  private final EntryReader entries;
  private final Fence fence;
  private final Outage outage;
  private Optional<Link.Target> redirected = Optional.empty(); // where the next link is to go

  StreamLog(
      String stream,
      RedisOptions options,
      Redis redis,
      MessageCodec codec,
      Function<String, Adapter.Listener> listeners,
      Consumer<Incoming> beside,
      Counters counters) {
    this.stream = stream;
    this.options = options;
    this.address = options.address();
    this.redis = redis;
    this.codec = codec;
    this.queue = new PublishQueue(options.publishMaxPending());
    this.answerNanos = options.answerTimeout().toNanos();
    this.count = new ReadCount(options.readCount());
    Complaints complaints = new Complaints(LOG);
    Delivery delivery = new Delivery(queue, listeners, counters, complaints);
    this.inFlight = new InFlight(stream, queue, delivery, counters, complaints);
    this.house = new Housekeeping(stream, options, queue, inFlight, delivery, complaints);
    this.thread = new StreamThread(queue, house, answerNanos);
    this.position = new StreamPosition(stream, address, thread);
    this.entries =
        new EntryReader(stream, codec, position, inFlight, delivery, beside, counters, complaints);
    this.fence = new Fence(redis, answerNanos, thread, complaints);
    this.outage = new Outage(stream, address, complaints, counters);
  }

  // --- what other threads call ---------------------------------------------------------------

  /** Takes a message to be appended; returns at once. */
  CompletionStage<Optional<Offset>> publish(String uid, ClusterMessage message) {
    Publication publication =
        new Publication(
            uid,
            message,
            codec.encode(uid, message),
            System.nanoTime() + options.publishTimeout().toNanos());
    queue.offer(publication);
    thread.wake();
    return publication.future().minimalCompletionStage();
  }

  boolean isReady() {
    return ready;
  }

  int pending() {
    return queue.pending();
  }

  Offset position() {
    return position.last();
  }

  /** Ends {@link #run} soon: when all is written and met again, or after this time. */
  void stop(Duration flush) {
    queue.close();
    thread.stop(flush);
  }

  /** Completes when {@link #run} has ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Interrupts a run that does not end by itself: a listener blocks it. */
  void interrupt() {
    thread.interrupt();
  }

  // --- the life of the thread ----------------------------------------------------------------

  @Override
  public void run() {
    thread.enter();
    try {
      ThreadLocals.guard(this::loop);
    } finally {
      queue.close();
      house.giveUpAll();
      thread.leave();
      ended.complete(null);
    }
  }

  private void loop() {
    try {
      while (true) {
        long since = System.nanoTime();
        try {
          live();
        } catch (StoppedException | InterruptedException end) {
          throw end;
        } catch (Throwable e) { // whatever it was: this loop is what keeps the node in the cluster
          outage.reportLost(e);
          count.failed();
          redis.refresh();
        } finally {
          ready = false;
          queue.reachable(false);
          inFlight.deliverSentVolatiles();
        }
        if (System.nanoTime() - since > GOOD_LINK_NANOS) {
          backoff.reset();
        }
        thread.pause(backoff.nextNanos());
      }
    } catch (StoppedException e) {
      LOG.log(Level.DEBUG, "stopped reading {0} of {1}", stream, address);
    } catch (InterruptedException e) {
      LOG.log(Level.INFO, "interrupted: the reading of {0} of {1} ends", stream, address);
      Thread.currentThread().interrupt();
    }
  }

  /** One link, from connecting to its loss. */
  private void live() throws Exception {
    Link link = connect();
    try {
      live(link);
    } catch (StoppedException e) {
      link.awaitClosed(CLOSE_TIME); // else Lettuce closes again at shutdown, and complains
      throw e;
    } catch (Exception e) {
      redirected = Redirection.of(e).map(redirection -> redirection.from(link.server()));
      throw e;
    } finally {
      link.close();
    }
  }

  private void live(Link link) throws Exception {
    fence.raise(link);
    catchUp(link);
    link.collect();
    inFlight.sendAgain(link);
    outage.reportReady(position.last(), queue.pending(), inFlight.size());
    queue.reachable(true);
    ready = true;
    new SteadyTurn(link, options, thread, position, inFlight, entries, count).run();
  }

  private Link connect() throws Exception {
    CompletableFuture<Link> opening =
        Link.open(redis, redirected, stream, options.maxLen(), thread::wake);
    redirected = Optional.empty(); // followed once: who sent us there may be wrong
    try {
      return thread.answer(
          opening, 3 * answerNanos, "connecting"); // Lettuce takes two or three steps
    } catch (Exception e) {
      opening.thenAccept(Link::close); // should it still come about
      throw e;
    }
  }

  /** Reads to where the stream ends now. */
  private void catchUp(Link link) throws Exception {
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
}
