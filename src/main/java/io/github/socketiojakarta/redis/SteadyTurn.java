package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The steady state of a stream over one link: a read is always under way, what is published is
 * sent, and what does not come in time ends it.
 *
 * <p>Made for one link, used by the stream's thread only.
 */
final class SteadyTurn {

  private final Link link;
  private final RedisOptions options;
  private final StreamThread thread;
  private final StreamPosition position;
  private final InFlight inFlight;
  private final EntryReader entries;
  private final ReadCount count;
  private final long answerNanos;
  private CompletableFuture<List<StreamMessage<String, byte[]>>> read; // null if none is under way
  private long readDue;
  private long reads;

  SteadyTurn(
      Link link,
      RedisOptions options,
      StreamThread thread,
      StreamPosition position,
      InFlight inFlight,
      EntryReader entries,
      ReadCount count) {
    this.link = link;
    this.options = options;
    this.thread = thread;
    this.position = position;
    this.inFlight = inFlight;
    this.entries = entries;
    this.count = count;
    this.answerNanos = options.answerTimeout().toNanos();
  }

  /**
   * Reads and sends until the link is lost.
   *
   * @throws StoppedException when the stream was stopped and nothing is left to do
   */
  void run() throws Exception {
    while (true) {
      thread.clearSignal();
      if (inFlight.takeAnswers(link, position.last(), reads)) {
        checkEnd(0);
      }
      takeRead();
      if (read == null) {
        beginRead(position.last());
      }
      inFlight.send(link);
      thread.housekeeping();
      long now = System.nanoTime();
      long due = due();
      if (due - now <= 0 && !read.isDone() && !link.hasAnswer()) {
        throw new LinkLostException("no answer to XREAD or XADD in time");
      }
      if (!link.isOpen()) {
        throw new LinkLostException("the connection was closed");
      }
      thread.park(Math.min(due - now, inFlight.nanosToSendAgain(now)));
    }
  }

  private void takeRead() throws Exception {
    if (read == null || !read.isDone()) {
      return;
    }
    List<StreamMessage<String, byte[]>> batch = read.get();
    if (batch.isEmpty()) {
      read = null;
      checkEnd(reads);
    } else {
      // The next read is under way while this batch is applied.
      beginRead(Offset.parse(batch.get(batch.size() - 1).getId()));
      count.worked();
      entries.apply(batch);
    }
  }

  private void beginRead(Offset after) {
    reads++;
    read = link.read(after, count.next(), options.blockTime());
    read.whenComplete((batch, error) -> thread.wake());
    readDue = System.nanoTime() + options.blockTime().toNanos() + answerNanos;
  }

  /** When the first answer that is waited for must be there, on the clock of nanoTime. */
  private long due() {
    long due = readDue;
    OptionalLong unanswered = link.unansweredSince();
    if (unanswered.isPresent() && unanswered.getAsLong() + answerNanos - due < 0) {
      due = unanswered.getAsLong() + answerNanos;
    }
    return due;
  }

  /**
   * Looks whether the stream still goes on from where it was read: after silence, and when a
   * message was written at a place that was passed already.
   *
   * @param silentRead the read that found nothing; 0 if it was not for silence
   */
  private void checkEnd(long silentRead) throws Exception {
    Offset end = thread.answer(link.lastId(), "XINFO");
    Offset last = position.last();
    if (end.compareTo(last) < 0) {
      throw new LinkLostException("the stream went back from " + last + " to " + end);
    }
    inFlight.deliverMissed(last, silentRead);
  }
}
