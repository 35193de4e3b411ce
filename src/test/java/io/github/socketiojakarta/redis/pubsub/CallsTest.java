package io.github.socketiojakarta.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.concurrent.SerialExecutor;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.redis.net.CommandException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The bookkeeping of requests, event by event; who is there is what the test says. */
class CallsTest {

  private static final String ME = "me";
  private static final ClusterRequest FETCH =
      new ClusterRequest.FetchSockets("/", BroadcastOptions.ALL);
  private static final ClusterRequest EMIT =
      new ClusterRequest.ServerSideEmit("/", List.of("x"), true);
  private static final ClusterRequest TELL =
      new ClusterRequest.ServerSideEmit("/", List.of("x"), false);
  private static final Packet PACKET = new Packet(Packet.Type.EVENT, "/", List.of("x"));
  private static final ClusterRequest BROADCAST =
      new ClusterRequest.BroadcastWithAck(PACKET, BroadcastOptions.ALL);
  private static final ClusterResponse SOCKETS = new ClusterResponse.Sockets(List.of());

  private final ManualTimer timer = new ManualTimer();
  private final Executor serial = new SerialExecutor(Runnable::run);
  private final Counters counters = new Counters();
  private final Events events = new Events(Runnable::run);
  private final List<AdapterEvent> told = new ArrayList<>();
  private final List<CompletableFuture<Membership>> looks = new ArrayList<>();
  private final List<PendingCall> published = new ArrayList<>();
  private final Map<PendingCall, List<ClusterResponse>> handed = new HashMap<>();
  private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
  private boolean hears = true;
  private int made;

  private final Calls calls =
      new Calls(
          serial,
          timer,
          Duration.ofSeconds(10),
          nsp -> hears,
          nsp -> {
            looks.add(new CompletableFuture<>());
            return looks.get(looks.size() - 1);
          },
          call -> {
            assertThat(call.takeFrame()).isNotNull();
            published.add(call);
            return taken;
          },
          counters,
          new Complaints(System.getLogger("test")),
          events);

  // --- who has to answer ---------------------------------------------------------------------

  @Test
  void isSentWhenItIsKnownWhoIsThereAndDoneWhenAllHaveAnswered() {
    PendingCall call = begin(FETCH);
    assertThat(published).isEmpty();
    assertThat(call.expected()).isZero();
    seen(Set.of(ME, "b", "c"), 3);
    assertThat(published).containsExactly(call);
    assertThat(call.expected()).isEqualTo(2);
    respond(call, "b", SOCKETS);
    assertThat(call.answered()).isEqualTo(1);
    assertOpen(call);
    respond(call, "c", SOCKETS);
    assertDone(call);
    assertThat(call.answered()).isEqualTo(2);
    assertThat(handed.get(call)).containsExactly(SOCKETS, SOCKETS);
  }

  @Test
  void isDoneUnsentWhenNobodyElseIsThere() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME), 1);
    assertDone(call);
    assertThat(published).isEmpty();
    assertThat(call.expected()).isZero();
  }

  @Test
  void askedWithoutWantingAnswersItIsDoneWhenRedisHasTakenIt() {
    taken = new CompletableFuture<>();
    PendingCall call = begin(TELL);
    assertThat(looks).isEmpty();
    assertThat(published).containsExactly(call);
    assertOpen(call);
    taken.complete(null);
    assertDone(call);
    assertThat(call.expected()).isZero();
  }

  @Test
  void sameNodeAnsweringTwiceCountsAndIsHandedOverOnce() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b", "c"), 3);
    respond(call, "b", SOCKETS);
    respond(call, "b", SOCKETS);
    assertOpen(call);
    assertThat(call.answered()).isEqualTo(1);
    assertThat(handed.get(call)).hasSize(1);
    assertThat(counters.lateResponses.sum()).isEqualTo(1);
  }

  @Test
  void nodesWithoutAPrivateChannelAreCountedAndAnswerUnderAnyName() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 4); // two more hear the public channel
    assertThat(call.expected()).isEqualTo(3);
    respond(call, "x", SOCKETS);
    respond(call, "b", SOCKETS);
    assertOpen(call);
    respond(call, "y", SOCKETS);
    assertDone(call);
  }

  @Test
  void nodeThatCameLaterIsHeardButNotTakenForOneThatIsListed() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    respond(call, "late", SOCKETS);
    assertOpen(call);
    assertThat(handed.get(call)).hasSize(1);
    respond(call, "b", SOCKETS);
    assertDone(call);
  }

  @Test
  void nodeThatIsListedOnlyNowMayBeTheOneThatHadNoName() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME), 2);
    assertThat(call.expected()).isEqualTo(1);
    lookAgain(Set.of(ME, "b"), 2);
    assertOpen(call);
    respond(call, "b", SOCKETS);
    assertDone(call);
  }

  @Test
  void nodeWithoutANameThatIsGoneIsNotWaitedFor() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 3);
    respond(call, "b", SOCKETS);
    assertOpen(call);
    lookAgain(Set.of(ME, "b"), 2);
    assertDone(call);
  }

  // --- what an answer is ---------------------------------------------------------------------

  @Test
  void nodeHasAnsweredWhenItsClientsHave() {
    PendingCall call = begin(BROADCAST);
    seen(Set.of(ME, "b", "c"), 3);
    respond(call, "b", new ClusterResponse.ClientCount(2));
    respond(call, "c", new ClusterResponse.ClientCount(0));
    assertThat(call.answered()).isEqualTo(1);
    respond(call, "b", answer("1"));
    assertOpen(call);
    respond(call, "b", answer("2"));
    assertDone(call);
  }

  @Test
  void answersMayOvertakeTheirCount() {
    PendingCall call = begin(BROADCAST);
    seen(Set.of(ME, "b"), 2);
    respond(call, "b", answer("1"));
    respond(call, "b", answer("2"));
    assertOpen(call);
    assertThat(handed.get(call)).containsExactly(answer("1"), answer("2"));
    respond(call, "b", new ClusterResponse.ClientCount(2));
    assertDone(call);
  }

  @Test
  void answersOfOneNodeAreNotTakenForThoseOfAnother() {
    PendingCall call = begin(BROADCAST);
    seen(Set.of(ME, "b", "c"), 3);
    respond(call, "b", new ClusterResponse.ClientCount(2));
    respond(call, "c", new ClusterResponse.ClientCount(1));
    respond(call, "c", answer("c1"));
    respond(call, "c", answer("c2")); // one too many: ignored
    respond(call, "b", answer("b1"));
    assertOpen(call);
    respond(call, "b", new ClusterResponse.ClientCount(1)); // said before: ignored
    assertOpen(call);
    respond(call, "b", answer("b2"));
    assertDone(call);
    assertThat(handed.get(call)).doesNotContain(answer("c2"));
  }

  @Test
  void answerToAnotherKindOfRequestIsNone() {
    PendingCall call = begin(EMIT);
    seen(Set.of(ME, "b"), 2);
    respond(call, "b", SOCKETS);
    respond(call, "b", new ClusterResponse.ClientCount(0));
    assertOpen(call);
    assertThat(handed.get(call)).isEmpty();
    respond(call, "b", new ClusterResponse.ServerAnswer(null));
    assertDone(call);
  }

  @Test
  void unknownIdsAndOtherNamespacesAreIgnored() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    calls.onResponse("/", "unknown", "b", SOCKETS);
    calls.onResponse("/other", call.id(), "b", SOCKETS);
    assertOpen(call);
    assertThat(counters.lateResponses.sum()).isEqualTo(2);
    respond(call, "b", SOCKETS);
    respond(call, "b", SOCKETS); // done by now
    assertThat(counters.lateResponses.sum()).isEqualTo(3);
    assertThat(handed.get(call)).hasSize(1);
  }

  @Test
  void consumerThatThrowsHarmsNothing() {
    PendingCall call =
        new PendingCall(
            "id",
            ME,
            FETCH,
            new byte[1],
            response -> {
              throw new StackOverflowError("as of one that recurses");
            },
            calls::giveUp);
    calls.admit(1);
    calls.begin(call);
    seen(Set.of(ME, "b"), 2);
    respond(call, "b", SOCKETS);
    assertDone(call);
    assertThat(counters.payloadsSkipped.sum()).isEqualTo(1);
  }

  // --- nodes that go -------------------------------------------------------------------------

  @Test
  void nodeThatIsGoneIsNotWaitedFor() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b", "c"), 3);
    respond(call, "c", SOCKETS);
    lookAgain(Set.of(ME, "c"), 2);
    assertOpen(call); // it may be on its way back
    timer.advance(Absences.SECOND_LOOK);
    seen(Set.of(ME, "c"), 2);
    assertDone(call);
    assertThat(call.expected()).isEqualTo(1);
    assertThat(call.answered()).isEqualTo(1);
  }

  @Test
  void nodeThatIsBackInTimeIsWaitedForOn() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    lookAgain(Set.of(ME), 1);
    timer.advance(Absences.SECOND_LOOK);
    seen(Set.of(ME, "b"), 2);
    assertOpen(call);
    for (int i = 0; i < 3; i++) { // missing for a moment now and then
      timer.advance(Absences.LONGEST);
      seen(i % 2 == 0 ? Set.of(ME) : Set.of(ME, "b"), 2);
    }
    assertOpen(call);
    respond(call, "b", SOCKETS);
    assertDone(call);
  }

  @Test
  void nodeThatDiesAmongItsAnswersIsNotWaitedFor() {
    PendingCall call = begin(BROADCAST);
    seen(Set.of(ME, "b"), 2);
    respond(call, "b", new ClusterResponse.ClientCount(3));
    respond(call, "b", answer("1"));
    lookAgain(Set.of(ME), 1);
    timer.advance(Absences.SECOND_LOOK);
    seen(Set.of(ME), 1);
    assertDone(call);
    assertThat(handed.get(call)).contains(answer("1"));
  }

  @Test
  void whoIsNotSeenWhereSomeServersDoNotAnswerMayBeThereAllTheSame() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    for (int i = 0; i < 5; i++) {
      timer.advance(Absences.LONGEST.plusMillis(1));
      looks.get(looks.size() - 1).complete(new Membership(Set.of(ME), 1, false));
    }
    assertOpen(call);
  }

  @Test
  void failedLooksAreRepeatedWhileACallWaits() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    timer.advance(Absences.FIRST_LOOK);
    looks.get(looks.size() - 1).completeExceptionally(new CommandException("away", null));
    assertOpen(call);
    timer.advance(Absences.LONGEST);
    seen(Set.of(ME), 1);
    timer.advance(Absences.SECOND_LOOK);
    seen(Set.of(ME), 1);
    assertDone(call);
  }

  @Test
  void whoCouldNotBeHeardFromIsNotTakenForGone() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    hears = false; // all have lost Redis
    lookAgain(Set.of(), 0);
    timer.advance(Absences.LONGEST);
    seen(Set.of(), 0);
    assertOpen(call);
    hears = true;
    calls.onHearing("/");
    int before = looks.size();
    timer.advance(Absences.GRACE.minusMillis(1));
    assertThat(looks).hasSize(before);
    timer.advanceMillis(1);
    seen(Set.of(ME, "b"), 2);
    assertOpen(call);
  }

  @Test
  void otherCallsDoNotShortenTheTimeToComeBack() {
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    calls.onHearing("/");
    for (int i = 0; i < 20; i++) { // 2 s
      PendingCall other = begin(FETCH);
      seen(Set.of(ME), 1); // perhaps a look that was due anyway
      seen(Set.of(ME), 1);
      assertDone(other);
      timer.advanceMillis(100);
    }
    assertOpen(call);
    respond(call, "b", SOCKETS);
    assertDone(call);
  }

  @Test
  void callsOfANamespaceShareTheirLooks() {
    List<PendingCall> open = new ArrayList<>();
    open.add(begin(FETCH));
    for (int i = 0; i < 99; i++) {
      open.add(begin(FETCH)); // while the first look is under way
    }
    assertThat(looks).hasSize(1);
    seen(Set.of(ME, "b"), 2);
    assertThat(looks).hasSize(2); // who came meanwhile needs a later one
    seen(Set.of(ME, "b"), 2);
    assertThat(looks).hasSize(2);
    assertThat(published).containsExactlyElementsOf(open);
    timer.advance(Absences.FIRST_LOOK);
    assertThat(looks).hasSize(3);
    seen(Set.of(ME, "b"), 2);
    open.forEach(call -> respond(call, "b", SOCKETS));
    open.forEach(CallsTest::assertDone);
    timer.advance(Duration.ofMinutes(1));
    assertThat(looks).as("nobody waits, nobody looks").hasSize(3);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void looksBecomeRarer() {
    begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    int count = 0;
    for (int i = 0; i < 200; i++) { // 20 s
      int before = looks.size();
      timer.advanceMillis(100);
      if (looks.size() > before) {
        count++;
        seen(Set.of(ME, "b"), 2);
      }
    }
    assertThat(count).isBetween(8, 13);
  }

  // --- ends ----------------------------------------------------------------------------------

  @Test
  void callThatIsGivenUpHandsNothingOverAndCountsAsATimeout() {
    events.add(told::add);
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b", "c"), 3);
    respond(call, "b", SOCKETS);
    call.giveUp();
    call.giveUp();
    assertThat(told).containsExactly(new AdapterEvent.RequestTimedOut("/", 2, 1, 0));
    respond(call, "c", SOCKETS);
    assertOpen(call);
    assertThat(handed.get(call)).hasSize(1);
    assertThat(call.answered()).isEqualTo(1);
    assertThat(call.expected()).isEqualTo(2);
    assertThat(counters.requestTimeouts.sum()).isEqualTo(1);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void givingUpWhatIsDoneOrServedIsNoTimeout() {
    PendingCall done = begin(FETCH);
    seen(Set.of(ME), 1);
    done.giveUp();
    PendingCall single =
        begin(
            new ClusterRequest.BroadcastWithAck(
                PACKET,
                new BroadcastOptions(
                    Set.of("id"), Set.of(), Map.of("expectSingleResponse", true))));
    seen(Set.of(ME, "b", "c"), 3);
    respond(single, "b", new ClusterResponse.ClientCount(1));
    respond(single, "b", answer("1"));
    single.giveUp(); // its caller has what it wanted
    assertThat(counters.requestTimeouts.sum()).isZero();
  }

  @Test
  void callGivenUpWhileItIsLookedWhoIsThereIsNotSent() {
    PendingCall call = begin(FETCH);
    call.giveUp();
    seen(Set.of(ME, "b"), 2);
    assertThat(published).isEmpty();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void failsWhenNobodyCanBeLookedFor() {
    PendingCall call = begin(FETCH);
    looks.get(0).completeExceptionally(new CommandException("away", null));
    assertFailed(call, "away");
    assertThat(counters.requestsFailed.sum()).isEqualTo(1);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void failsWhenRedisDoesNotTakeIt() {
    taken = CompletableFuture.failedFuture(new CommandException("away", null));
    assertFailed(begin(TELL), "away");
    PendingCall call = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    assertFailed(call, "away");
  }

  @Test
  void failsWhenRedisSaysNothingInTime() {
    taken = new CompletableFuture<>();
    PendingCall unseen = begin(FETCH);
    PendingCall untaken = begin(TELL);
    timer.advanceMillis(9_999);
    assertOpen(unseen);
    assertOpen(untaken);
    timer.advanceMillis(1);
    assertFailed(unseen, "in time");
    assertFailed(untaken, "in time");
  }

  @Test
  void waitsALittleUntilItCanHearAnswers() {
    hears = false;
    PendingCall early = begin(FETCH);
    assertThat(looks).isEmpty();
    hears = true;
    calls.onHearing("/");
    seen(Set.of(ME, "b"), 2);
    assertThat(published).containsExactly(early);
    hears = false;
    PendingCall deaf = begin(FETCH);
    timer.advance(Calls.SUBSCRIBE_TIME);
    assertFailed(deaf, "no subscription");
  }

  @Test
  void closingFailsAllThatIsOpenAndAllThatComes() {
    PendingCall asked = begin(FETCH);
    seen(Set.of(ME, "b"), 2);
    PendingCall looking = begin(FETCH);
    PendingCall waiting = begin(FETCH);
    calls.close();
    PendingCall late = begin(FETCH);
    for (PendingCall call : List.of(asked, looking, waiting, late)) {
      assertFailed(call, "closed");
    }
    assertThat(timer.waiting()).isZero();
    seen(Set.of(ME, "b"), 2);
    assertThat(published).containsExactly(asked);
  }

  @Test
  void oneCallTooManyIsRefusedAtOnce() {
    List<PendingCall> open = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      open.add(begin(FETCH));
    }
    assertThatThrownBy(() -> begin(FETCH))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("10000");
    open.get(0).giveUp();
    begin(FETCH);
    assertThatThrownBy(() -> calls.admit(1)).isInstanceOf(PublishException.class);
  }

  @Test
  void oneByteTooManyIsRefusedUntilWhatWaitsIsSent() {
    int half = (int) (MessageCodec.MAX_BYTES / 2);
    PendingCall first = begin(FETCH, half);
    PendingCall second = begin(FETCH, half);
    assertThatThrownBy(() -> calls.admit(1)).isInstanceOf(PublishException.class);
    seen(Set.of(ME, "b"), 2);
    calls.admit(half); // the first one is sent
    second.giveUp();
    calls.admit(half);
    assertThat(published).containsExactly(first);
  }

  // --- tools ---------------------------------------------------------------------------------

  private PendingCall begin(ClusterRequest request) {
    return begin(request, 1);
  }

  private PendingCall begin(ClusterRequest request, int bytes) {
    List<ClusterResponse> responses = new ArrayList<>();
    calls.admit(bytes);
    PendingCall call =
        new PendingCall("id" + made++, ME, request, new byte[bytes], responses::add, calls::giveUp);
    handed.put(call, responses);
    calls.begin(call);
    return call;
  }

  /** The look under way finds these. */
  private void seen(Set<String> uids, int subscribers) {
    looks.get(looks.size() - 1).complete(new Membership(uids, subscribers, true));
  }

  /** The next look takes place, and finds these. */
  private void lookAgain(Set<String> uids, int subscribers) {
    int before = looks.size();
    timer.advance(Absences.LONGEST);
    assertThat(looks).hasSize(before + 1);
    seen(uids, subscribers);
  }

  private void respond(PendingCall call, String uid, ClusterResponse response) {
    calls.onResponse("/", call.id(), uid, response);
  }

  private static ClusterResponse answer(String text) {
    return new ClusterResponse.ClientAnswer(text);
  }

  private static void assertOpen(PendingCall call) {
    assertThat(call.done().toCompletableFuture()).isNotDone();
  }

  private static void assertDone(PendingCall call) {
    assertThat(call.done().toCompletableFuture()).isCompleted();
  }

  private static void assertFailed(PendingCall call, String text) {
    assertThat(call.done().toCompletableFuture())
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(PublishException.class)
        .withMessageContaining(text);
  }
}
