package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What nodes tell each other past the log, by PUB/SUB: requests and responses. Here its parts are
 * put together: {@link Subscriptions} hears, {@link Publisher} speaks, {@link Members} knows who is
 * there, {@link Calls} waits for answers.
 *
 * <p>Safe for use by many threads. All that happens, happens on {@code serial}, one task at a time.
 * A handler may wait for the answers of other nodes with the last thread that handlers have: none
 * of those would do. Lettuce's threads and the streams' only put something into the mailbox, which
 * is bounded.
 */
public final class Channels implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Channels.class.getName());

  private static final int MAX_PAYLOADS = 100_000;
  private static final long MAX_BYTES = MessageCodec.MAX_BYTES;
  private static final Duration FLUSH_TIME = Duration.ofSeconds(1);
  private static final Duration END_TIME = Duration.ofSeconds(2);

  private final MessageCodec codec;
  private final Function<String, Registration> registrations;
  private final Counters counters;
  private final Events events;
  private final ChannelNames names;
  private final Executor serial;
  private final Complaints complaints = new Complaints(LOG); // serial only
  private final Mailbox mailbox;
  private final Subscriptions subscriptions;
  private final Publisher publisher;
  private final Members members;
  private final Calls calls;
  private final Ids ids;
  private volatile boolean closed; // written by close
  private final AtomicInteger joining = new AtomicInteger(); // namespaces not yet in places

  // Serial only.
  private final Map<String, Place> places = new HashMap<>(); // by namespace
  private final Map<String, String> namespaces = new HashMap<>(); // by channel
  private long droppedTold;

  /** A namespace as this node hears it. */
  private static final class Place {
    private final String uid;
    private final List<String> channels;
    private boolean hears; // all of them

    Place(String uid, List<String> channels) {
      this.uid = uid;
      this.channels = channels;
    }
  }

  /**
   * Makes it; {@link #start} connects.
   *
   * @param redis where to go
   * @param commands publishes and looks who is there
   * @param registrations finds a namespace of this node; null if it has none of that name
   * @param serial runs tasks one after the other, in order, on a thread that never waits for
   *     another and where Netty may be called; drops them when it has ended
   * @param timer for what is due later
   * @param ids gives ids to requests
   */
  public Channels(
      Redis redis,
      Commands commands,
      ChannelOptions options,
      MessageCodec codec,
      Function<String, Registration> registrations,
      Executor serial,
      Timer timer,
      Ids ids,
      Counters counters,
      Events events) {
    this.codec = codec;
    this.registrations = registrations;
    this.serial = serial;
    this.ids = ids;
    this.counters = counters;
    this.events = events;
    this.names = new ChannelNames(options.prefix());
    boolean sharded = options.sharded();
    this.mailbox = new Mailbox(serial, MAX_PAYLOADS, MAX_BYTES, counters.payloadsDropped);
    this.subscriptions =
        new Subscriptions(
            redis,
            options,
            serial,
            timer,
            this::onPayload,
            this::onSubscriptions,
            counters,
            complaints);
    this.publisher = new Publisher(redis, commands, sharded, serial);
    this.members = new Members(redis, commands, names, sharded);
    this.calls =
        new Calls(
            serial,
            timer,
            options.answerTime(),
            this::hears,
            this::look,
            call -> publisher.publish(names.publicChannel(call.nsp()), call.takeFrame()),
            counters,
            complaints,
            events);
  }

  /** Begins to connect. */
  public void start() {
    serial.execute(() -> subscriptions.add(List.of()));
  }

  /** Whether all channels of all namespaces are subscribed. */
  public boolean isReady() {
    return !closed && joining.get() == 0 && subscriptions.isUp();
  }

  /** Hears a namespace from soon on. */
  public void register(String nsp, String uid) {
    // The public one first: who is listed by its private channel is expected to hear requests.
    List<String> channels = List.of(names.publicChannel(nsp), names.privateChannel(nsp, uid));
    joining.incrementAndGet(); // from here on this node is not ready
    serial.execute(
        () -> {
          try {
            join(nsp, uid, channels);
          } finally {
            joining.decrementAndGet(); // by now the subscriptions say that they are not up
          }
        });
  }

  private void join(String nsp, String uid, List<String> channels) {
    if (closed) {
      return;
    }
    Place earlier = places.put(nsp, new Place(uid, channels));
    if (earlier != null && !earlier.uid.equals(uid)) { // its end is yet to be told
      leave(List.of(names.privateChannel(nsp, earlier.uid)));
    }
    channels.forEach(channel -> namespaces.put(channel, nsp));
    subscriptions.add(channels);
  }

  /** Hears a namespace no longer. */
  public void unregister(String nsp, String uid) {
    serial.execute(
        () -> {
          Place place = places.get(nsp);
          if (place != null && place.uid.equals(uid)) {
            places.remove(nsp);
            leave(place.channels);
          }
        });
  }

  private void leave(List<String> channels) {
    channels.forEach(namespaces::remove);
    subscriptions.remove(channels);
  }

  // --- asking --------------------------------------------------------------------------------

  /**
   * Asks the other nodes; see {@link io.github.socketiojakarta.adapter.Adapter#ask}.
   *
   * @param uid this node's in the namespace
   */
  public ClusterCall ask(String uid, ClusterRequest request, Consumer<ClusterResponse> responses) {
    boolean answers = PendingCall.Kind.of(request) != PendingCall.Kind.TELL;
    String id = ids.next();
    byte[] frame = codec.encodeFrame(uid, answers ? Optional.of(id) : Optional.empty(), request);
    calls.admit(frame.length);
    counters.requests.increment();
    PendingCall call =
        new PendingCall(
            id, uid, request, frame, responses, given -> serial.execute(() -> calls.giveUp(given)));
    serial.execute(() -> calls.begin(call));
    return call;
  }

  /** How many nodes hear a namespace. */
  public CompletableFuture<Integer> serverCount(String nsp) {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    serial.execute(
        () -> {
          if (closed) {
            count.completeExceptionally(new PublishException("the adapter is closed"));
            return;
          }
          members
              .count(nsp)
              .whenComplete(
                  (subscribers, error) ->
                      serial.execute(() -> onCounted(nsp, subscribers, error, count)));
        });
    return count;
  }

  private void onCounted(
      String nsp, Long subscribers, Throwable error, CompletableFuture<Integer> count) {
    if (error != null) {
      Throwable cause = Commands.cause(error);
      count.completeExceptionally(
          new PublishException("the nodes cannot be counted: " + cause.getMessage(), cause));
      return;
    }
    Place place = places.get(nsp);
    long unheard = place != null && !place.hears ? 1 : 0; // this node, which is there all the same
    count.complete((int) Math.min(Integer.MAX_VALUE, subscribers + unheard));
  }

  private boolean hears(String nsp) {
    Place place = places.get(nsp);
    return place != null && place.hears;
  }

  private CompletableFuture<Membership> look(String nsp) {
    Place place = places.get(nsp);
    if (place == null) {
      return CompletableFuture.failedFuture(new PublishException(nsp + " is not registered"));
    }
    try {
      return members.look(nsp, place.uid);
    } catch (RuntimeException e) { // of Lettuce at its end
      return CompletableFuture.failedFuture(e);
    }
  }

  private void onSubscriptions() {
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      Place place = entry.getValue();
      boolean now = subscriptions.isUp(place.channels);
      if (now != place.hears) {
        place.hears = now;
        if (now) {
          calls.onHearing(entry.getKey());
        }
      }
    }
  }

  // --- hearing -------------------------------------------------------------------------------

  /** Takes what came by a stream but has no place in its order; from the stream's thread. */
  public void onIncoming(Incoming incoming) {
    mailbox.offer(0, () -> survive(incoming.nsp(), () -> take(incoming)));
  }

  /** On Lettuce's threads. */
  private void onPayload(String channel, byte[] payload) {
    mailbox.offer(payload.length, () -> survive(channel, () -> take(channel, payload)));
  }

  private void survive(String source, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // also a StackOverflowError of something deeply nested
      counters.payloadsSkipped.increment();
      complaints.warn("payload", () -> "a payload of " + source + " was skipped: " + e, e);
      tellSkipped(source, e.toString());
    }
    long dropped = counters.payloadsDropped.sum();
    if (dropped > droppedTold) {
      droppedTold = dropped;
      String text = "more payloads came than can be taken; dropped so far: " + dropped;
      complaints.warn("dropped", () -> text, null);
      tellSkipped("the channels", text);
    }
  }

  private void tellSkipped(String source, String reason) {
    events.tellSome(
        "payload of " + source,
        keptBack -> new AdapterEvent.EntrySkipped(source, Optional.empty(), reason, keptBack));
  }

  private void take(String channel, byte[] payload) {
    String nsp = namespaces.get(channel);
    if (nsp == null) {
      return; // it came behind the end of its namespace
    }
    if (payload.length > MAX_BYTES) {
      throw new ProtocolException("larger than " + MAX_BYTES + " bytes");
    }
    Optional<Incoming> incoming = codec.decodeFrame(payload);
    if (incoming.isPresent() && incoming.get().nsp().equals(nsp)) { // as Node has it
      take(incoming.get());
    }
  }

  private void take(Incoming incoming) {
    Registration registration = registrations.apply(incoming.nsp());
    if (registration == null || registration.uid().equals(incoming.uid())) {
      return;
    }
    if (incoming instanceof Incoming.Message received) {
      registration.listener().onMessage(received.message(), Optional.empty());
      counters.delivered.increment();
    } else if (incoming instanceof Incoming.Request received) {
      registration.listener().onRequest(received.request(), reply(registration.uid(), received));
    } else if (incoming instanceof Incoming.Response received) {
      String uid = received.uid() == null ? "" : received.uid();
      calls.onResponse(received.nsp(), received.requestId(), uid, received.response());
    }
  }

  /** Sends responses to the node that has asked; for any thread. */
  private Consumer<ClusterResponse> reply(String ownUid, Incoming.Request request) {
    if (request.requestId().isEmpty() || request.uid() == null) {
      return response -> {};
    }
    String nsp = request.nsp();
    String id = request.requestId().get();
    String channel = names.privateChannel(nsp, request.uid());
    return response ->
        publisher
            .publish(channel, codec.encodeFrame(ownUid, nsp, id, response))
            .whenComplete((taken, error) -> onReplied(channel, error));
  }

  private void onReplied(String channel, Throwable error) {
    if (error != null) {
      counters.responsesFailed.increment();
      Supplier<String> text = () -> "a response to " + channel + " was not sent: " + error;
      serial.execute(() -> complaints.warn("reply", text, null));
    }
  }

  // --- the end -------------------------------------------------------------------------------

  /** Sends what is to be sent, fails what is open, closes the connections; takes 3 s at most. */
  @Override
  public void close() {
    await(publisher.close(), FLUSH_TIME);
    closed = true;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    serial.execute(
        () -> {
          calls.close();
          places.clear();
          subscriptions.close().whenComplete((done, error) -> ended.complete(null));
        });
    await(ended, END_TIME);
  }

  private static void await(CompletableFuture<Void> end, Duration limit) {
    try {
      end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.DEBUG, "the channels did not end in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
