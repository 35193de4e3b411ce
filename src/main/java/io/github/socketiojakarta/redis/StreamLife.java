package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.Backoff;
import io.github.socketiojakarta.redis.net.Redirection;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.Target;
import io.github.socketiojakarta.redis.net.ThreadLocals;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The life of the one thread that has to do with a stream, from link to link: it connects, finds
 * out what became of the messages under way, sends again what is missing, and lives on that link
 * until it is lost. {@link StreamLog} reads the stream meanwhile, {@link WriteLog} does not.
 *
 * <p>{@link #run} occupies the thread until {@link #stop}; it waits for nothing but to be woken.
 * Other threads only add to the queue. So neither the fields below nor those of the parts need
 * locks; what other threads see is volatile or has its own.
 *
 * <p>When a connection is lost, nobody knows which of the messages under way were written. The next
 * link therefore first has the server close the old connection, reads on to the end of the stream,
 * and sends again, in order, what it did not meet there.
 *
 * <p>Its parts: {@link StreamThread} waits, {@link InFlight} is what was sent and not yet met,
 * {@link Housekeeping} lets none wait for ever.
 */
abstract class StreamLife implements Runnable {

  /** Of the parts, too: one name to find all that is said of a stream. */
  static final System.Logger LOG = System.getLogger(StreamLog.class.getName());

  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  /** A link that lasted so long was a good one: the next attempt comes soon. */
  private static final long GOOD_LINK_NANOS = TimeUnit.SECONDS.toNanos(1);

  final String stream;
  final RedisOptions options;
  final Redis redis;
  final Counters counters;
  final PublishQueue queue;

  // Seen by other threads.
  final StreamThread thread;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean ready; // written by the stream's thread

  // The stream's thread only.
  final Complaints complaints = new Complaints(LOG);
  final Delivery delivery;
  final InFlight inFlight;
  private final String address;
  private final long answerNanos;
  private final Backoff backoff = new Backoff();
  private final Housekeeping house;
  private final Fence fence;
  private final Outage outage;
  private Optional<Target> redirected = Optional.empty(); // where the next link is to go

  /**
   * Makes the parts that every use of a stream has.
   *
   * @param listeners who listens to a namespace here; gives null if nobody does
   */
  StreamLife(
      String stream,
      RedisOptions options,
      Redis redis,
      Function<String, Adapter.Listener> listeners,
      Counters counters,
      Events events) {
    this.stream = stream;
    this.options = options;
    this.address = options.address();
    this.redis = redis;
    this.counters = counters;
    this.queue = new PublishQueue(options.publishMaxPending());
    this.answerNanos = options.answerTimeout().toNanos();
    this.delivery = new Delivery(stream, queue, listeners, counters, complaints, events);
    this.inFlight = new InFlight(stream, queue, delivery, counters, complaints);
    this.house = new Housekeeping(stream, options, queue, inFlight, delivery, complaints);
    this.thread = new StreamThread(queue, house, answerNanos);
    this.fence = new Fence(redis, answerNanos, thread, complaints);
    this.outage = new Outage(stream, address, complaints, counters, events);
  }

  // --- what differs --------------------------------------------------------------------------

  /**
   * Begins to connect; what comes over the link calls {@link StreamThread#wake}.
   *
   * @param target where a server has sent us; the stream's server is looked up if empty
   */
  abstract CompletableFuture<Link> open(Optional<Target> target);

  /** Reads to where the stream ends now, as far as need be to meet what is in flight. */
  abstract void catchUp(Link link) throws Exception;

  /**
   * Lives on a link until it is lost.
   *
   * @throws StoppedException when the stream was stopped and nothing is left to do
   */
  abstract void steady(Link link) throws Exception;

  /** The last known place in the stream; any thread may ask. */
  abstract Offset position();

  /** Called when a link was lost, or could not be had. */
  void lost() {}

  // --- what other threads call ---------------------------------------------------------------

  /** Takes a message to be appended; returns at once. */
  CompletionStage<Optional<Offset>> publish(Publication publication) {
    queue.offer(publication);
    thread.wake();
    return publication.future().minimalCompletionStage();
  }

  /** Runs a short task on the stream's thread, in order; drops it if that has ended. */
  void execute(Runnable task) {
    thread.execute(task);
  }

  boolean isReady() {
    return ready;
  }

  int pending() {
    return queue.pending();
  }

  /** Ends {@link #run} soon: when nothing is pending any more, or after this time. */
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
          lost();
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
      LOG.log(Level.DEBUG, "done with {0} of {1}", stream, address);
    } catch (InterruptedException e) {
      LOG.log(Level.INFO, "interrupted: the work on {0} of {1} ends", stream, address);
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
    outage.reportReady(position(), queue.pending(), inFlight.size());
    queue.reachable(true);
    ready = true;
    steady(link);
  }

  private Link connect() throws Exception {
    CompletableFuture<Link> opening = open(redirected);
    redirected = Optional.empty(); // followed once: who sent us there may be wrong
    try {
      return thread.answer(
          opening, 3 * answerNanos, "connecting"); // Lettuce takes two or three steps
    } catch (Exception e) {
      opening.thenAccept(Link::close); // should it still come about
      throw e;
    }
  }
}
