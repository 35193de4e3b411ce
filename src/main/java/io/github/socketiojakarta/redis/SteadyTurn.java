package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The steady state of a stream over one link: a read is always under way, what is published is
 * sent, and what does not come in time ends it.
 *
 * <p>A read waits for entries. Now and then it is an audit instead, which does not wait, but tells
 * whether any entry went missing: after silence, when much or long was read without one, and when
 * this node lags behind or what it reads is short, for then it may be overtaken.
 *
 * <p>Made for one link, used by the stream's thread only.
 */
final class SteadyTurn {

  private static final int MAX_UNAUDITED = 500;
  private static final long AUDIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** An audit brings the first and the last entry: where they are large it comes less often. */
  private static final long LONGEST_AUDIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long AUDIT_BYTES_PER_SECOND = 100_000;

  private final Link link;
  private final RedisOptions options;
  private final StreamThread thread;
  private final StreamPosition position;
  private final StreamAuditor auditor;
  private final InFlight inFlight;
  private final EntryReader entries;
  private final ReadCount count;
  private final long answerNanos;
  private final boolean isShort; // the stream: it may be trimmed from one read to the next
  private CompletableFuture<List<StreamMessage<String, byte[]>>> read; // null if none is under way
  private CompletableFuture<StreamAudit> audit; // null if none is under way
  private int asked;
  private long readDue;
  private long reads;
  private int unaudited;
  private long auditedAt = System.nanoTime();
  private long auditNanos = AUDIT_NANOS;

  SteadyTurn(
      Link link,
      RedisOptions options,
      StreamThread thread,
      StreamPosition position,
      StreamAuditor auditor,
      InFlight inFlight,
      EntryReader entries,
      ReadCount count) {
    this.link = link;
    this.options = options;
    this.thread = thread;
    this.position = position;
    this.auditor = auditor;
    this.inFlight = inFlight;
    this.entries = entries;
    this.count = count;
    this.answerNanos = options.answerTimeout().toNanos();
    this.isShort = options.maxLen() < 2L * options.readCount();
  }

  /** How many entries may be read without an audit, that which is due included. */
  static int unaudited(RedisOptions options) {
    return MAX_UNAUDITED + 3 * options.readCount();
  }

  /**
   * Reads and sends until the link is lost.
   *
   * @throws StoppedException when the stream was stopped and nothing is left to do
   */
  void run() throws Exception {
    while (true) {
      thread.clearSignal();
      Optional<Offset> passed = inFlight.takeAnswers(link, position.last(), reads);
      if (passed.isPresent()) {
        auditor.lookUp(link, passed.get());
        inFlight.deliverMissed(position.last(), 0);
      }
      takeRead();
      takeAudit();
      if (read == null && audit == null) {
        beginRead(position.last());
      }
      inFlight.send(link);
      thread.housekeeping();
      long now = System.nanoTime();
      long due = due();
      if (due - now <= 0 && !underWay().isDone() && !link.hasAnswer()) {
        throw new LinkLostException("no answer to XREAD or XADD in time");
      }
      if (!link.isOpen()) {
        throw new LinkLostException("the connection was closed");
      }
      thread.park(Math.min(due - now, inFlight.nanosToSendAgain(now)));
    }
  }

  private Future<?> underWay() {
    return read == null ? audit : read;
  }

  private void takeRead() throws Exception {
    if (read == null || !read.isDone()) {
      return;
    }
    List<StreamMessage<String, byte[]>> batch = read.get();
    read = null;
    if (batch.isEmpty()) {
      beginAudit(position.last());
      return;
    }
    boolean isFull = batch.size() >= asked;
    unaudited += batch.size();
    position.readUnseen(!isFull);
    go(batch, isFull);
  }

  private void takeAudit() throws Exception {
    if (audit == null || !audit.isDone()) {
      return;
    }
    StreamAudit done = auditor.take(link, audit.get());
    long number = reads;
    audit = null;
    unaudited = 0;
    auditedAt = System.nanoTime();
    auditNanos =
        Math.max(
            AUDIT_NANOS,
            Math.min(
                LONGEST_AUDIT_NANOS,
                done.info().bytes() * TimeUnit.SECONDS.toNanos(1) / AUDIT_BYTES_PER_SECOND));
    if (done.entries().isEmpty()) {
      beginRead(position.last());
    } else {
      unaudited = done.entries().size();
      go(done.entries(), !done.isAll());
    }
    if (done.isAll()) {
      inFlight.deliverMissed(position.last(), number);
    }
  }

  /** The next read is under way while a batch is applied. */
  private void go(List<StreamMessage<String, byte[]>> batch, boolean isFull) {
    Offset next = Offset.parse(batch.get(batch.size() - 1).getId());
    if (isAuditDue(isFull)) {
      beginAudit(next);
    } else {
      beginRead(next);
    }
    count.worked();
    entries.apply(batch);
  }

  private boolean isAuditDue(boolean isFull) {
    long age = System.nanoTime() - auditedAt;
    return unaudited >= MAX_UNAUDITED || age >= auditNanos || isFull || isShort;
  }

  private void beginRead(Offset after) {
    asked = count.next();
    read = link.read(after, asked, options.blockTime());
    begun(read, options.blockTime().toNanos());
  }

  private void beginAudit(Offset after) {
    audit = link.audit(after, count.next());
    begun(audit, 0);
  }

  private void begun(CompletableFuture<?> future, long nanos) {
    reads++;
    future.whenComplete((answer, error) -> thread.wake());
    readDue = System.nanoTime() + nanos + answerNanos;
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
}
