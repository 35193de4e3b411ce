package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.Timer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One request and what is known of its answers. Nodes that were listed when it was sent have to
 * answer, each by its id, unless they turn out to be gone; besides them as many others as were
 * counted then, whoever they are.
 *
 * <p>{@link Calls} is its only writer, on one thread at a time; the methods of {@link ClusterCall}
 * are for any thread.
 */
final class PendingCall implements ClusterCall {

  private final String id;
  private final String nsp;
  private final String uid;
  private final Kind kind; // not the request itself, which may be large
  private final boolean isSingle; // one answer of a client will do
  private final Consumer<ClusterResponse> responses;
  private final Consumer<PendingCall> onGiveUp;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  // Written by Calls only, read by any thread.
  private volatile int expected;
  private volatile int answered;
  private volatile boolean givenUp; // written by any thread

  // Calls only.
  private final Set<String> listed = new HashSet<>(); // when it was sent, this node included
  private final Set<String> awaited = new HashSet<>(); // listed, not gone, not answered in full
  private final Map<String, Answers> answers = new HashMap<>(); // by uid
  private byte[] frame; // null once it is taken
  private int anonymous; // so many have to answer that were not listed
  private int anonymousAnswered;
  private boolean anyAnswer;
  private State state = State.WAITING;
  private Timer.Timeout limit; // null: none

  /** How far it is. */
  enum State {
    /** It is not known yet who has to answer. */
    WAITING,
    /** It is known. */
    ASKED,
    /** It is over. */
    OVER
  }

  /** What answers it wants. */
  enum Kind {
    /** One list of sockets of each node. */
    SOCKETS,
    /** One value of each node. */
    VALUE,
    /** A number of clients of each node, and what each of these says. */
    CLIENTS,
    /** None. */
    TELL;

    static Kind of(ClusterRequest request) {
      if (request instanceof ClusterRequest.FetchSockets) {
        return SOCKETS;
      }
      if (request instanceof ClusterRequest.ServerSideEmit emit) {
        return emit.ack() ? VALUE : TELL;
      }
      return CLIENTS;
    }
  }

  /** What one node has said. */
  private static final class Answers {
    private int count = -1; // clients that may answer; -1: not said
    private int clients; // clients that have answered
    private boolean full;
  }

  /**
   * Makes a call that is not under way yet.
   *
   * @param id what responses repeat
   * @param uid who asks
   * @param request what is asked
   * @param frame the request as it is published
   * @param responses takes what the others say
   * @param onGiveUp is told, from any thread, that the caller waits no longer
   */
  PendingCall(
      String id,
      String uid,
      ClusterRequest request,
      byte[] frame,
      Consumer<ClusterResponse> responses,
      Consumer<PendingCall> onGiveUp) {
    this.id = id;
    this.nsp = request.nsp();
    this.uid = uid;
    this.kind = Kind.of(request);
    this.isSingle =
        request instanceof ClusterRequest.BroadcastWithAck broadcast
            && Boolean.TRUE.equals(broadcast.options().flags().get("expectSingleResponse"));
    this.frame = frame;
    this.responses = responses;
    this.onGiveUp = onGiveUp;
  }

  // --- for any thread ------------------------------------------------------------------------

  @Override
  public CompletionStage<Void> done() {
    return done.minimalCompletionStage();
  }

  @Override
  public int expected() {
    return expected;
  }

  @Override
  public int answered() {
    return answered;
  }

  /** {@inheritDoc} Nothing comes of {@link #done} then. */
  @Override
  public void giveUp() {
    if (!givenUp && !done.isDone()) {
      givenUp = true;
      onGiveUp.accept(this);
    }
  }

  String id() {
    return id;
  }

  String nsp() {
    return nsp;
  }

  /** Whether anybody has to answer. */
  boolean wantsAnswers() {
    return kind != Kind.TELL;
  }

  // --- for Calls -----------------------------------------------------------------------------

  State state() {
    return state;
  }

  /** The request as it is published; gives it away. */
  byte[] takeFrame() {
    byte[] taken = frame;
    frame = null;
    return taken;
  }

  /** Something happens to it at a time, unless that is called off. */
  void limit(Timer.Timeout timeout) {
    limit = timeout;
  }

  void unlimit() {
    if (limit != null) {
      limit.cancel();
      limit = null;
    }
  }

  /** How many bytes wait here to be published. */
  int bytes() {
    return frame == null ? 0 : frame.length;
  }

  /** Whether the caller had a use for what came although it did not wait for the end. */
  boolean isServed() {
    return anyAnswer && isSingle;
  }

  /**
   * Who has to answer, as of a moment before the request is sent.
   *
   * @return whether there is anybody
   */
  boolean expect(Membership members) {
    state = State.ASKED;
    listed.addAll(members.uids());
    awaited.addAll(listed);
    awaited.remove(uid);
    anonymous = members.anonymousBeside(listed);
    recount();
    return !isAnswered();
  }

  /** Whether all have answered in full. */
  boolean isAnswered() {
    return state == State.ASKED && awaited.isEmpty() && anonymousAnswered >= anonymous;
  }

  /** Those that are waited for by their ids. */
  Set<String> awaited() {
    return awaited;
  }

  /** This node is gone: what it has not said by now it will not say. */
  void gone(String node) {
    if (awaited.remove(node)) {
      recount();
    }
  }

  /** Who is there now: of the anonymous ones there may be fewer. */
  void look(Membership members) {
    int now = members.anonymousBeside(listed);
    if (now < anonymous) {
      anonymous = Math.max(now, Math.min(anonymous, anonymousAnswered));
      recount();
    }
  }

  /**
   * Takes what a node says, and hands it over unless it is not what was asked for, or was said
   * before.
   *
   * @return whether it was of use
   */
  boolean respond(String node, ClusterResponse response) {
    if (state != State.ASKED || givenUp) {
      return false;
    }
    Answers said = answers.computeIfAbsent(node, n -> new Answers());
    if (said.full || !take(said, response)) {
      return false;
    }
    try {
      responses.accept(response);
    } finally {
      if (said.full) {
        count(node);
      }
    }
    return true;
  }

  /** What a response means for the answers of a node; false if it means nothing. */
  private boolean take(Answers said, ClusterResponse response) {
    if (kind == Kind.SOCKETS || kind == Kind.VALUE) {
      said.full =
          kind == Kind.SOCKETS
              ? response instanceof ClusterResponse.Sockets
              : response instanceof ClusterResponse.ServerAnswer;
      return said.full;
    }
    if (response instanceof ClusterResponse.ClientCount count && said.count < 0) {
      said.count = Math.max(0, count.count());
    } else if (response instanceof ClusterResponse.ClientAnswer) {
      said.clients++; // it may have overtaken the count
      anyAnswer = true;
    } else {
      return false;
    }
    said.full = said.count >= 0 && said.clients >= said.count;
    return true;
  }

  private void count(String node) {
    awaited.remove(node);
    if (!listed.contains(node)) {
      anonymousAnswered++;
    }
    answered = answered + 1;
    recount();
  }

  /** Those that have answered, and those that have to. */
  private void recount() {
    expected = answered + awaited.size() + Math.max(0, anonymous - anonymousAnswered);
  }

  /** The end: nothing is handed over any more. */
  void over() {
    state = State.OVER;
  }

  /** Completes {@link #done}; only after {@link #over}. */
  void complete() {
    done.complete(null);
  }

  /** Completes {@link #done} exceptionally; only after {@link #over}. */
  void fail(PublishException why) {
    done.completeExceptionally(why);
  }
}
