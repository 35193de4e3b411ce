package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The requests of this node that are not answered yet. Before one is sent it is looked who is there
 * to answer it; while it waits this is looked at again, now and then and once for all calls of a
 * namespace, so that a node that is gone is not waited for.
 *
 * <p>Memory work only: looking and sending is done by functions. All methods but {@link #admit},
 * and all that follows when those functions complete, run one after the other, on {@code serial};
 * so no field needs a lock.
 */
final class Calls {

  /** How long a call may wait until this node hears answers; less if an answer may take less. */
  static final Duration SUBSCRIBE_TIME = Duration.ofSeconds(2);

  private static final int MAX_OPEN = 10_000;
  private static final long MAX_BYTES = MessageCodec.MAX_BYTES;

  private final Executor serial;
  private final Timer timer;
  private final Duration answerTime;
  private final Predicate<String> hears;
  private final Function<String, CompletableFuture<Membership>> look;
  private final Function<PendingCall, CompletableFuture<?>> publish;
  private final Counters counters;
  private final Complaints complaints;
  private final Events events;

  private final AtomicInteger open = new AtomicInteger(); // of any thread
  private final AtomicLong openBytes = new AtomicLong(); // not published yet; of any thread

  private final Map<String, PendingCall> byId = new HashMap<>(); // those that are asked
  private final Map<String, Circle> circles = new HashMap<>(); // by namespace
  private boolean closed;

  /**
   * Makes it; no call is open.
   *
   * @param serial runs tasks one after the other, in order
   * @param timer when to look again
   * @param answerTime how long Redis may take to answer
   * @param hears whether answers to requests of a namespace can be heard now
   * @param look finds who is in a namespace
   * @param publish sends a call's frame; completes when Redis has taken it
   */
  Calls(
      Executor serial,
      Timer timer,
      Duration answerTime,
      Predicate<String> hears,
      Function<String, CompletableFuture<Membership>> look,
      Function<PendingCall, CompletableFuture<?>> publish,
      Counters counters,
      Complaints complaints,
      Events events) {
    this.serial = serial;
    this.timer = timer;
    this.answerTime = answerTime;
    this.hears = hears;
    this.look = look;
    this.publish = publish;
    this.counters = counters;
    this.complaints = complaints;
    this.events = events;
  }

  /**
   * Makes room for a call; from any thread.
   *
   * @param bytes of its frame
   * @throws PublishException if there is none
   */
  void admit(int bytes) {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      throw new PublishException(MAX_OPEN + " requests wait for answers already");
    }
    if (openBytes.addAndGet(bytes) > MAX_BYTES) {
      openBytes.addAndGet(-bytes);
      open.decrementAndGet();
      throw new PublishException("requests of " + MAX_BYTES + " bytes wait for Redis already");
    }
  }

  /** Begins a call that was admitted. */
  void begin(PendingCall call) {
    if (closed) {
      fail(call, new PublishException("the adapter is closed"));
      return;
    }
    if (call.state() == PendingCall.State.OVER) {
      return; // given up before it began
    }
    call.limit(timer.schedule(answerTime, () -> serial.execute(() -> onLate(call))));
    if (!call.wantsAnswers()) {
      send(call);
      return;
    }
    circles.computeIfAbsent(call.nsp(), nsp -> new Circle(nsp)).add(call);
  }

  /** Whatever it waits for: the caller learns in good time that Redis is out of reach. */
  private void onLate(PendingCall call) {
    fail(call, new PublishException("the other nodes cannot be asked: no answer of Redis in time"));
  }

  /** The caller waits no longer. */
  void giveUp(PendingCall call) {
    if (call.state() != PendingCall.State.OVER) {
      if (!call.isServed()) {
        counters.requestTimeouts.increment();
        events.tellSome(
            "time-out of " + call.nsp(),
            keptBack ->
                new AdapterEvent.RequestTimedOut(
                    call.nsp(), call.expected(), call.answered(), keptBack));
      }
      end(call);
    }
  }

  /** Answers to requests of a namespace can be heard from now on. */
  void onHearing(String nsp) {
    Circle circle = circles.get(nsp);
    if (circle != null) {
      circle.onHearing();
    }
  }

  /** What another node says. */
  void onResponse(String nsp, String id, String uid, ClusterResponse response) {
    PendingCall call = byId.get(id);
    if (call == null || !call.nsp().equals(nsp)) {
      counters.lateResponses.increment();
      return;
    }
    try {
      if (!call.respond(uid, response)) {
        counters.lateResponses.increment();
      }
    } catch (Throwable e) { // it must not throw, but if it does the next response must come
      counters.payloadsSkipped.increment();
      complaints.warn("response", () -> "a response of " + uid + " was not taken: " + e, e);
    }
    completeIfAnswered(call);
  }

  /** Fails all that is open, and all that comes. */
  void close() {
    closed = true;
    PublishException why = new PublishException("the adapter is closed");
    for (Circle circle : new ArrayList<>(circles.values())) {
      circle.failAll(why);
    }
  }

  private void send(PendingCall call) {
    openBytes.addAndGet(-call.bytes());
    publish
        .apply(call)
        .whenComplete((taken, error) -> serial.execute(() -> onPublished(call, error)));
  }

  private void onPublished(PendingCall call, Throwable error) {
    if (call.state() == PendingCall.State.OVER) {
      return;
    }
    call.unlimit();
    if (error != null) {
      fail(call, unreachable(error));
    } else if (!call.wantsAnswers()) {
      complete(call);
    }
  }

  private void completeIfAnswered(PendingCall call) {
    if (call.isAnswered()) {
      complete(call);
    }
  }

  private void complete(PendingCall call) {
    end(call);
    call.complete();
  }

  private void fail(PendingCall call, PublishException why) {
    if (call.state() == PendingCall.State.OVER) {
      return;
    }
    counters.requestsFailed.increment();
    end(call);
    call.fail(why);
  }

  private void end(PendingCall call) {
    call.over();
    call.unlimit();
    open.decrementAndGet();
    openBytes.addAndGet(-call.bytes());
    call.takeFrame(); // it will not be sent
    byId.remove(call.id(), call);
    Circle circle = circles.get(call.nsp());
    if (circle != null) {
      circle.remove(call);
    }
  }

  private static PublishException unreachable(Throwable error) {
    Throwable cause = Commands.cause(error);
    return new PublishException("the other nodes cannot be asked: " + cause.getMessage(), cause);
  }

  /** The open calls of a namespace, and what is known of its nodes. */
  private final class Circle {

    private final String nsp;
    private final Set<PendingCall> fresh = new LinkedHashSet<>(); // wait for a look yet to begin
    private final Set<PendingCall> looking = new LinkedHashSet<>(); // wait for the one under way
    private final Map<String, PendingCall> asked = new HashMap<>();
    private final Absences absences = new Absences(timer);
    private boolean isLooking;
    private Timer.Timeout next; // the next look, or the end of waiting to hear; null: none
    private long nextNanos; // when that will be, by the timer's clock
    private Duration pause = Absences.FIRST_LOOK;

    Circle(String nsp) {
      this.nsp = nsp;
    }

    void add(PendingCall call) {
      fresh.add(call);
      if (hears.test(nsp)) {
        look();
        return;
      }
      Duration limit = answerTime.compareTo(SUBSCRIBE_TIME) < 0 ? answerTime : SUBSCRIBE_TIME;
      timer.schedule(limit, () -> serial.execute(() -> onDeaf(call)));
    }

    private void onDeaf(PendingCall call) {
      if (fresh.contains(call) && !hears.test(nsp)) {
        fail(call, new PublishException("the answers cannot be heard: no subscription to Redis"));
      }
    }

    /** Who was there may take a while to be there again, too, if all had lost Redis. */
    void onHearing() {
      absences.grace();
      if (!asked.isEmpty()) {
        schedule(Absences.GRACE);
      }
      if (!fresh.isEmpty()) {
        look();
      }
    }

    void remove(PendingCall call) {
      fresh.remove(call);
      looking.remove(call);
      asked.remove(call.id());
      leaveIfIdle();
    }

    private void leaveIfIdle() {
      if (asked.isEmpty()) {
        cancel();
        if (fresh.isEmpty() && !isLooking) {
          circles.remove(nsp, this);
        }
      }
    }

    void failAll(PublishException why) {
      List<PendingCall> all = new ArrayList<>(fresh);
      all.addAll(looking);
      all.addAll(asked.values());
      all.forEach(call -> fail(call, why));
      cancel();
    }

    /** One look at a time; calls that come meanwhile need one that begins after them. */
    private void look() {
      if (isLooking || closed) {
        return;
      }
      isLooking = true; // until all is done with what is seen
      if (hears.test(nsp)) { // else they wait on
        looking.addAll(fresh);
        fresh.clear();
      }
      List<PendingCall> before = new ArrayList<>(asked.values());
      look.apply(nsp)
          .whenComplete((members, error) -> serial.execute(() -> onLooked(before, members, error)));
    }

    private void onLooked(List<PendingCall> before, Membership members, Throwable error) {
      List<PendingCall> first = new ArrayList<>(looking);
      looking.clear();
      if (error != null) {
        first.forEach(call -> fail(call, unreachable(error)));
      } else {
        drop(before, members);
        first.forEach(call -> ask(call, members));
      }
      isLooking = false;
      if (!asked.isEmpty()) {
        scheduleNext(!first.isEmpty());
      }
      if (!fresh.isEmpty() && hears.test(nsp)) {
        look();
      }
      leaveIfIdle();
    }

    private void ask(PendingCall call, Membership members) {
      if (call.state() == PendingCall.State.OVER) {
        return;
      }
      if (!call.expect(members)) {
        complete(call);
        return;
      }
      byId.put(call.id(), call);
      asked.put(call.id(), call);
      send(call);
    }

    /** Nodes that are not there any more are not waited for any more. */
    private void drop(List<PendingCall> before, Membership members) {
      if (!members.isComplete() || !hears.test(nsp)) {
        return; // who is not seen may be there all the same
      }
      absences.note(members.uids());
      Set<String> awaited = new HashSet<>();
      for (PendingCall call : before) {
        if (call.state() != PendingCall.State.ASKED) {
          continue;
        }
        for (String node : new ArrayList<>(call.awaited())) {
          if (absences.isGone(node, members.uids())) {
            call.gone(node);
          }
        }
        call.look(members);
        awaited.addAll(call.awaited());
        completeIfAnswered(call);
      }
      absences.keep(awaited);
    }

    private void scheduleNext(boolean isFirst) {
      if (absences.isAnyMissing()) {
        schedule(Absences.SECOND_LOOK);
      } else if (isFirst) {
        pause = Absences.FIRST_LOOK;
        if (next == null || nextNanos - timer.nanoTime() > pause.toNanos()) {
          schedule(pause);
        }
      } else {
        pause = Absences.longer(pause);
        schedule(pause);
      }
    }

    private void schedule(Duration delay) {
      cancel();
      nextNanos = timer.nanoTime() + delay.toNanos();
      next = timer.schedule(delay, () -> serial.execute(this::onTime));
    }

    private void onTime() {
      next = null;
      if (!asked.isEmpty() && !closed) {
        look();
      }
    }

    private void cancel() {
      if (next != null) {
        next.cancel();
        next = null;
      }
    }
  }
}
