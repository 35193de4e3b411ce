package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.redis.net.Backoff;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.wire.EntryNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The messages of this node that were sent and not yet met in the stream: their numbers, what Redis
 * said to them, and what becomes of those whose fate is unknown when a link is lost.
 *
 * <p>Used by the stream's thread only.
 */
final class InFlight {

  /** How many messages may be sent and not yet met again. */
  private static final int MAX_SENT = 1_000;

  /** Answers that are no errors do not wake; where they are waited for they are looked for. */
  private static final long ANSWER_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String stream;
  private final PublishQueue queue;
  private final Delivery delivery;
  private final Counters counters;
  private final Complaints complaints;
  private final Backoff pause = new Backoff();
  private final Set<Publication> sent = new LinkedHashSet<>();
  private final Map<Long, Publication> bySeq = new HashMap<>();
  private final Map<Long, Publication> deliveredAside = new HashMap<>();
  private long lastSeq;
  private long lastSeqMet;
  private int refused;
  private long sendAgainAt;

  InFlight(
      String stream,
      PublishQueue queue,
      Delivery delivery,
      Counters counters,
      Complaints complaints) {
    this.stream = stream;
    this.queue = queue;
    this.delivery = delivery;
    this.counters = counters;
    this.complaints = complaints;
  }

  int size() {
    return sent.size();
  }

  // --- sending -------------------------------------------------------------------------------

  /** Sends what was refused for now, if its time has come, then what waits in the queue. */
  void send(Link link) {
    boolean some = false;
    if (refused > 0) {
      // Only when all else is answered: the refused ones are then in order.
      if (System.nanoTime() - sendAgainAt < 0 || link.unansweredSince().isPresent()) {
        return;
      }
      for (Publication publication : sent) {
        if (publication.isRefused()) {
          append(link, publication, ++lastSeq);
          some = true;
        }
      }
      refused = 0;
    }
    while (sent.size() < MAX_SENT) {
      Publication publication = queue.poll();
      if (publication == null) {
        break;
      }
      sent.add(publication);
      append(link, publication, ++lastSeq);
      some = true;
    }
    if (some) {
      link.flush();
    }
  }

  /**
   * Sends what was under way when the last link was lost and is not in the stream. Numbers are
   * kept, by which every node drops an entry that comes twice; but a number below one that is in
   * the stream already would be dropped, too, so from the first such message on they are given
   * anew.
   */
  void sendAgain(Link link) {
    deliveredAside.clear(); // what was not met by now was not written
    boolean anew = false;
    bySeq.clear();
    for (Publication publication : sent) {
      anew |= publication.isRefused() || publication.seq() <= lastSeqMet;
      append(link, publication, anew ? ++lastSeq : publication.seq());
    }
    refused = 0;
    link.flush();
  }

  private void append(Link link, Publication publication, long seq) {
    bySeq.put(seq, publication);
    link.append(publication, seq);
  }

  /**
   * Takes what Redis has said to the messages sent.
   *
   * @param position up to where the stream was read
   * @param reads which read is under way
   * @return where a message was written, if that place was passed already
   * @throws LinkLostException if an answer says that this link is of no use
   */
  Optional<Offset> takeAnswers(Link link, Offset position, long reads) throws LinkLostException {
    Optional<Offset> passed = Optional.empty();
    for (Link.Answer answer = link.pollAnswer(); answer != null; answer = link.pollAnswer()) {
      Publication publication = answer.publication();
      if (bySeq.get(answer.seq()) != publication) {
        continue; // met or given up
      }
      if (answer.error() == null) {
        Offset offset = Offset.parse(answer.id());
        publication.markWritten(offset, reads);
        if (offset.compareTo(position) <= 0) {
          passed = Optional.of(offset);
        }
        pause.reset();
      } else {
        takeError(publication, answer);
      }
    }
    return passed;
  }

  private void takeError(Publication publication, Link.Answer answer) throws LinkLostException {
    Throwable error = answer.error();
    switch (Refusal.of(error)) {
      case RECONNECT -> throw new LinkLostException(error);
      case LATER -> {
        if (publication.isVolatile()) {
          forget(publication);
          delivery.deliver(publication, Optional.empty());
          break;
        }
        bySeq.remove(answer.seq());
        publication.markRefused();
        if (refused == 0) {
          sendAgainAt = System.nanoTime() + pause.nextNanos();
        }
        refused++;
        complaints.warn("later", () -> "XADD " + stream + " is refused for now: " + error, null);
      }
      case FINAL -> {
        complaints.warn("refused", () -> "XADD " + stream + " was refused: " + error, null);
        forget(publication);
        delivery.fail(publication, new PublishException("Redis refused the message", error));
      }
    }
  }

  /** When to look again at what was refused for now; the greatest number if there is nothing. */
  long nanosToSendAgain(long now) {
    return refused > 0 ? Math.max(sendAgainAt - now, ANSWER_POLL_NANOS) : Long.MAX_VALUE;
  }

  // --- meeting -------------------------------------------------------------------------------

  /** Delivers a message of this node that the reader has met; false if it is none. */
  boolean meet(EntryNumber number, Offset offset) {
    Publication own = bySeq.get(number.value());
    if (own == null || !own.publisher().equals(number.publisher())) {
      return false;
    }
    deliverEarlier(own, offset);
    complete(own, offset);
    return true;
  }

  /** What was sent earlier, and written before this place, would have been met: it is gone. */
  private void deliverEarlier(Publication met, Offset offset) {
    List<Publication> missed = new ArrayList<>();
    for (Publication earlier : sent) {
      if (earlier == met) {
        break; // the first one, as a rule
      }
      if (earlier.written().filter(place -> place.compareTo(offset) < 0).isPresent()) {
        missed.add(earlier);
      }
    }
    missed.forEach(this::deliverMissed);
  }

  private void complete(Publication publication, Offset offset) {
    lastSeqMet = Math.max(lastSeqMet, publication.seq());
    forget(publication);
    counters.published.increment();
    delivery.deliver(publication, Optional.of(offset));
  }

  /** Notes that a volatile message was written after all; false if it is none delivered aside. */
  boolean meetDeliveredAside(EntryNumber number) {
    Publication aside = deliveredAside.get(number.value());
    if (aside == null || !aside.publisher().equals(number.publisher())) {
      return false;
    }
    lastSeqMet = Math.max(lastSeqMet, number.value());
    return true;
  }

  /**
   * Delivers what was written and will not be met.
   *
   * @param position up to where the stream was read
   * @param lastRead a read that came to the end of the stream; 0 if there was none
   */
  void deliverMissed(Offset position, long lastRead) {
    List<Publication> missed = new ArrayList<>();
    for (Publication publication : sent) {
      Optional<Offset> written = publication.written();
      if (written.isPresent()
          && (written.get().compareTo(position) <= 0
              || publication.writtenDuringRead() < lastRead)) {
        missed.add(publication);
      }
    }
    missed.forEach(this::deliverMissed);
  }

  private void deliverMissed(Publication publication) {
    complaints.warn(
        "missed",
        () -> "an entry of ours was removed from " + stream + " before it was read",
        null);
    forget(publication);
    delivery.deliver(publication, publication.written());
  }

  /**
   * Delivers what Redis says is written, where nobody reads the stream.
   *
   * @return where the last of it is; empty if there was nothing
   */
  Optional<Offset> deliverWritten() {
    List<Publication> written = new ArrayList<>();
    for (Publication publication : sent) {
      if (publication.written().isPresent()) {
        written.add(publication);
      } else if (!publication.isRefused()) {
        break; // one connection answers in order
      }
    }
    Optional<Offset> last = Optional.empty();
    for (Publication publication : written) {
      last = publication.written(); // that a refused one may follow changes nothing: ids only grow
      complete(publication, last.orElseThrow());
    }
    return last;
  }

  // --- without the stream --------------------------------------------------------------------

  /** A volatile message has no use later: what may be under way is delivered here at once. */
  void deliverSentVolatiles() {
    List<Publication> volatiles = new ArrayList<>();
    for (Publication publication : sent) {
      if (publication.isVolatile()) {
        volatiles.add(publication);
      }
    }
    for (Publication publication : volatiles) {
      forget(publication);
      deliveredAside.put(publication.seq(), publication);
      delivery.deliver(publication, Optional.empty());
    }
  }

  /** When the next message expires; the greatest number if none is to. */
  long nanosToExpiry(long now) {
    for (Publication publication : sent) {
      if (publication.written().isEmpty()) {
        return publication.nanosLeft(now); // the others were published later
      }
    }
    return Long.MAX_VALUE;
  }

  /** Takes out what has expired; what was written only has to be met. */
  List<Publication> takeExpired(long now) {
    List<Publication> expired = new ArrayList<>();
    for (Publication publication : sent) {
      if (publication.written().isEmpty()) {
        if (!publication.isExpired(now)) {
          break; // the others were published later
        }
        expired.add(publication);
      }
    }
    expired.forEach(this::forget);
    return expired;
  }

  List<Publication> takeAll() {
    List<Publication> all = new ArrayList<>(sent);
    sent.clear();
    bySeq.clear();
    return all;
  }

  private void forget(Publication publication) {
    sent.remove(publication);
    if (publication.isRefused()) {
      refused--;
    } else {
      bySeq.remove(publication.seq());
    }
  }
}
