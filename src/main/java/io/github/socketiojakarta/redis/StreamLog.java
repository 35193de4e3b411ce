package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One stream as this node writes and reads it: what is published waits in a queue, is appended in
 * order, and counts as delivered when the reader meets it. That makes the order of the stream the
 * order of every node.
 *
 * <p>All of it happens on one thread, which {@link #run} occupies until {@link #stop}: it sends,
 * reads, hands to the listeners and mends the connection, and waits for nothing but to be woken.
 * Other threads only add to the queue. So the fields below need no locks; what other threads see is
 * volatile or has its own.
 *
 * <p>When a connection is lost, nobody knows which of the messages under way were written. The next
 * link therefore first has the server close the old connection, reads on to the end of the stream,
 * and sends again, in order, what it did not meet there.
 */
final class StreamLog implements Runnable {

  private static final System.Logger LOG = System.getLogger(StreamLog.class.getName());

  /** More than this is skipped unread; publishing stops there, too. */
  private static final int MAX_ENTRY_BYTES = (int) PublishQueue.MAX_BYTES;

  /** How many messages may be sent and not yet met again. */
  private static final int MAX_SENT = 1_000;

  /** How many places are remembered to find one's own in a stream that went back. */
  private static final int MAX_REMEMBERED = 1_000;

  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  /** Answers that are no errors do not wake; where they are waited for they are looked for. */
  private static final long ANSWER_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int PAGE = 100;
  private static final int MAX_PAGES = 100;

  /** A link that lasted so long was a good one: the next attempt comes soon. */
  private static final long GOOD_LINK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String stream;
  private final RedisOptions options;
  private final RedisURI uri;
  private final String address;
  private final RedisClient client;
  private final MessageCodec codec;
  private final Function<String, Adapter.Listener> listeners;
  private final Counters counters;
  private final PublishQueue queue;
  private final long answerNanos;

  // Seen by other threads.
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final ReentrantLock threadLock = new ReentrantLock(); // so that none is interrupted late
  private volatile Thread thread; // written by run, to null under threadLock
  private volatile boolean signalled; // set by wake, cleared by the stream's thread
  private volatile boolean ready; // written by the stream's thread
  private volatile Offset position; // last entry read, null before the first link; stream's thread
  private volatile boolean stopping; // written by stop
  private volatile long flushUntil; // written by stop, before stopping

  // The stream's thread only.
  private final Complaints complaints = new Complaints(LOG);
  private final Backoff backoff = new Backoff();
  private final Backoff pause = new Backoff();
  private final SeenNumbers seen = new SeenNumbers();
  private final Set<Publication> sent = new LinkedHashSet<>();
  private final Map<Long, Publication> bySeq = new HashMap<>();
  private final Map<Long, Publication> deliveredAside = new HashMap<>();
  private final Deque<Offset> remembered = new ArrayDeque<>();
  private Offset floor = Offset.ZERO; // up to here all was read, or was before this node's time
  private final Deque<Link.Identity> fenced = new ArrayDeque<>();
  private long lastSeq;
  private long lastSeqMet;
  private int refused;
  private long sendAgainAt;
  private long reads;
  private int failures; // links lost in a row without an entry read
  private boolean everReady;
  private boolean outage;
  private boolean outageTold;
  private long outageSince;

  StreamLog(
      String stream,
      RedisOptions options,
      RedisClient client,
      MessageCodec codec,
      Function<String, Adapter.Listener> listeners,
      Counters counters) {
    this.stream = stream;
    this.options = options;
    this.uri = options.redisUri();
    this.address = options.address();
    this.client = client;
    this.codec = codec;
    this.listeners = listeners;
    this.counters = counters;
    this.queue = new PublishQueue(options.publishMaxPending());
    this.answerNanos = uri.getTimeout().toNanos();
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
    wake();
    return publication.future().minimalCompletionStage();
  }

  boolean isReady() {
    return ready;
  }

  int pending() {
    return queue.pending();
  }

  Offset position() {
    Offset now = position;
    return now == null ? Offset.ZERO : now;
  }

  /** Ends {@link #run} soon: when all is written and met again, or after this time. */
  void stop(Duration flush) {
    queue.close();
    flushUntil = System.nanoTime() + flush.toNanos();
    stopping = true;
    wake();
  }

  /** Completes when {@link #run} has ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Interrupts a run that does not end by itself: a listener blocks it. */
  void interrupt() {
    threadLock.lock();
    try {
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      threadLock.unlock();
    }
  }

  private void wake() {
    if (!signalled) {
      signalled = true;
      LockSupport.unpark(thread);
    }
  }

  // --- the life of the thread ----------------------------------------------------------------

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      ThreadLocals.guard(this::loop);
    } finally {
      queue.close();
      giveUpAll();
      threadLock.lock();
      try {
        thread = null; // from here on it is the pool's again
      } finally {
        threadLock.unlock();
      }
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
          reportOutage(e);
          failures++;
        } finally {
          ready = false;
          queue.reachable(false);
          deliverSentVolatiles();
        }
        if (System.nanoTime() - since > GOOD_LINK_NANOS) {
          backoff.reset();
        }
        CompletableFuture<Void> never = new CompletableFuture<>();
        waitFor(never, backoff.nextNanos());
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
    CompletableFuture<Link> opening = Link.open(client, uri, stream, options.maxLen(), this::wake);
    Link link;
    try {
      link = answer(opening, 3 * answerNanos, "connecting"); // Lettuce takes two or three steps
    } catch (Exception e) {
      opening.thenAccept(Link::close); // should it still come about
      throw e;
    }
    try {
      fence(link);
      Offset end = answer(link.lastId(), "XINFO");
      if (position == null) {
        position = end;
        floor = end;
      } else if (end.compareTo(position) < 0) {
        goBack(link, end);
      }
      while (position.compareTo(end) < 0) {
        List<StreamMessage<String, byte[]>> batch = answer(link.read(position, count()), "XREAD");
        if (batch.isEmpty()) {
          break; // the last entries were deleted
        }
        apply(batch);
      }
      deliveredAside.clear(); // what was not met by now was not written
      link.collect();
      sendAgain(link);
      reportReady();
      queue.reachable(true);
      ready = true;
      turn(link);
    } catch (StoppedException e) {
      link.awaitClosed(CLOSE_TIME); // else Lettuce closes again at shutdown, and complains
      throw e;
    } finally {
      link.close();
    }
  }

  /** The steady state: read, send, until the link is lost. */
  private void turn(Link link) throws Exception {
    CompletableFuture<List<StreamMessage<String, byte[]>>> read = null;
    long readDue = 0;
    while (true) {
      signalled = false; // before the state is looked at, so that no change is overlooked
      takeAnswers(link);
      if (read != null && read.isDone()) {
        List<StreamMessage<String, byte[]>> batch = read.get();
        if (batch.isEmpty()) {
          read = null;
          checkEnd(link, reads);
        } else {
          // The next read is under way while this batch is applied.
          read = beginRead(link, Offset.parse(batch.get(batch.size() - 1).getId()));
          readDue = readDue();
          apply(batch);
        }
      }
      if (read == null) {
        read = beginRead(link, position);
        readDue = readDue();
      }
      send(link);
      housekeeping();
      long now = System.nanoTime();
      long due = readDue;
      OptionalLong unanswered = link.unansweredSince();
      if (unanswered.isPresent() && unanswered.getAsLong() + answerNanos - due < 0) {
        due = unanswered.getAsLong() + answerNanos;
      }
      if (due - now <= 0 && !read.isDone() && !link.hasAnswer()) {
        throw new LinkLostException("no answer to XREAD or XADD in time");
      }
      if (!link.isOpen()) {
        throw new LinkLostException("the connection was closed");
      }
      long left = due - now;
      if (refused > 0) {
        left = Math.min(left, Math.max(sendAgainAt - now, ANSWER_POLL_NANOS));
      }
      park(left);
    }
  }

  private CompletableFuture<List<StreamMessage<String, byte[]>>> beginRead(
      Link link, Offset after) {
    reads++;
    CompletableFuture<List<StreamMessage<String, byte[]>>> read =
        link.read(after, count(), options.blockTime());
    read.whenComplete((batch, error) -> wake());
    return read;
  }

  private long readDue() {
    return System.nanoTime() + options.blockTime().toNanos() + answerNanos;
  }

  /**
   * A reply too large for memory would fail again and again: each failure in a row halves the
   * number of entries asked for.
   */
  private int count() {
    return Math.max(1, options.readCount() >> Math.min(failures, 30));
  }

  // --- waiting -------------------------------------------------------------------------------

  /** What is due at any time, whether there is a link or not. */
  private void housekeeping() throws StoppedException {
    long now = System.nanoTime();
    for (Publication publication : queue.takeAside()) {
      deliver(publication, Optional.empty());
    }
    giveUpExpired(now);
    if (stopping && (queue.pending() == 0 || now - flushUntil >= 0)) {
      throw new StoppedException();
    }
  }

  /** Waits until something is done, but not longer than a time; keeps house meanwhile. */
  private void waitFor(CompletableFuture<?> future, long nanos)
      throws StoppedException, InterruptedException {
    long until = System.nanoTime() + nanos;
    future.whenComplete((value, error) -> wake());
    while (true) {
      signalled = false;
      housekeeping();
      long left = until - System.nanoTime();
      if (future.isDone() || left <= 0) {
        return;
      }
      park(left);
    }
  }

  private <T> T answer(CompletableFuture<T> future, String what) throws Exception {
    return answer(future, answerNanos, what);
  }

  private <T> T answer(CompletableFuture<T> future, long nanos, String what) throws Exception {
    waitFor(future, nanos);
    if (!future.isDone()) {
      throw new LinkLostException("no answer in time: " + what);
    }
    return future.get();
  }

  /** Sleeps until woken, at most for a time, at most until the next message expires. */
  private void park(long nanos) throws InterruptedException {
    long now = System.nanoTime();
    long left = nanos;
    Publication first = queue.peek();
    if (first != null) {
      left = Math.min(left, first.nanosLeft(now));
    }
    for (Publication publication : sent) {
      if (publication.written().isEmpty()) {
        left = Math.min(left, publication.nanosLeft(now));
        break; // the others were published later
      }
    }
    if (stopping) {
      left = Math.min(left, flushUntil - now);
    }
    if (left > 0 && !signalled) {
      LockSupport.parkNanos(this, left);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  // --- a new link ----------------------------------------------------------------------------

  /**
   * Has the server close the connections of lost links: bytes of ours may still lie there unread,
   * and must not be executed after we looked what had been written.
   */
  private void fence(Link link) throws Exception {
    Optional<Link.Identity> own = answer(link.identity(), "CLIENT INFO");
    while (!fenced.isEmpty()) {
      boolean killed = answer(link.kill(fenced.peek()), "CLIENT KILL");
      if (!killed) {
        complaints.warn(
            "fence",
            () ->
                "CLIENT KILL is not allowed at "
                    + address
                    + ": nodes that run Node may see a message twice that was under way when a"
                    + " connection was lost",
            null);
      }
      fenced.remove();
    }
    own.ifPresent(fenced::add);
  }

  /**
   * The stream ends before the place it was read up to: flushed, restored, or failed over to a
   * server that was behind. Ids may be given again that were read before; waiting for higher ones
   * would make this node deaf, for long if the clock went back.
   */
  private void goBack(Link link, Offset end) throws Exception {
    Offset from = position;
    Offset to = end.equals(Offset.ZERO) ? end : lastKnown(link);
    position = to;
    floor = to;
    remembered.clear();
    LOG.log(
        Level.WARNING,
        "stream {0} of {1} went back: it was read up to {2} and now ends at {3} (flushed, restored,"
            + " or failed over); messages may be missing; reading on behind {4}",
        stream,
        address,
        from,
        end,
        to);
  }

  /** The newest entry there is that was read before, or was there before this node was. */
  private Offset lastKnown(Link link) throws Exception {
    Set<Offset> known = new HashSet<>(remembered);
    Optional<Offset> before = Optional.empty();
    for (int page = 0; page < MAX_PAGES; page++) {
      List<StreamMessage<String, byte[]>> entries = answer(link.before(before, PAGE), "XREVRANGE");
      for (StreamMessage<String, byte[]> entry : entries) {
        Offset offset = Offset.parse(entry.getId());
        if (known.contains(offset) || offset.compareTo(floor) <= 0) {
          return offset;
        }
        before = Optional.of(offset);
      }
      if (entries.size() < PAGE) {
        return Offset.ZERO; // all of them are new
      }
    }
    return before.orElse(Offset.ZERO); // none among so many: what is older is let go
  }

  /**
   * Sends what was under way when the last link was lost and is not in the stream. Numbers are
   * kept, by which every node drops an entry that comes twice; but a number below one that is in
   * the stream already would be dropped, too, so from the first such message on they are given
   * anew.
   */
  private void sendAgain(Link link) {
    boolean anew = false;
    bySeq.clear();
    for (Publication publication : sent) {
      anew |= publication.isRefused() || publication.seq() <= lastSeqMet;
      append(link, publication, anew ? ++lastSeq : publication.seq());
    }
    refused = 0;
    link.flush();
  }

  private void reportReady() {
    if (!everReady) {
      LOG.log(Level.INFO, "reading stream {0} of {1} behind {2}", stream, address, position);
    } else {
      counters.reconnects.increment();
      LOG.log(
          outageTold ? Level.INFO : Level.DEBUG,
          "stream {0} of {1} is back after {2} ms; {3} messages wait, {4} of them are sent again",
          stream,
          address,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - outageSince),
          queue.pending(),
          sent.size());
    }
    everReady = true;
    outage = false;
  }

  private void reportOutage(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = cause instanceof LinkLostException ? cause.getMessage() : cause.toString();
    if (outage) {
      LOG.log(Level.DEBUG, "still no stream {0} of {1}: {2}", stream, address, reason);
      return;
    }
    outage = true;
    outageSince = System.nanoTime();
    String what = everReady ? "lost stream " : "cannot read stream ";
    outageTold = // not at each of many in a row
        complaints.warn(
            "outage",
            () -> what + stream + " of " + address + ", trying again; messages wait: " + reason,
            null);
  }

  // --- sending -------------------------------------------------------------------------------

  private void send(Link link) {
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

  private void append(Link link, Publication publication, long seq) {
    bySeq.put(seq, publication);
    link.append(publication, seq);
  }

  private void takeAnswers(Link link) throws Exception {
    boolean passed = false;
    for (Link.Answer answer = link.pollAnswer(); answer != null; answer = link.pollAnswer()) {
      Publication publication = answer.publication();
      if (bySeq.get(answer.seq()) != publication) {
        continue; // met or given up
      }
      if (answer.error() == null) {
        Offset offset = Offset.parse(answer.id());
        publication.markWritten(offset, reads);
        passed |= offset.compareTo(position) <= 0;
        pause.reset();
        continue;
      }
      switch (Refusal.of(answer.error())) {
        case RECONNECT -> throw new LinkLostException(answer.error());
        case LATER -> {
          if (publication.isVolatile()) {
            forget(publication);
            deliver(publication, Optional.empty());
            break;
          }
          bySeq.remove(answer.seq());
          publication.markRefused();
          if (refused == 0) {
            sendAgainAt = System.nanoTime() + pause.nextNanos();
          }
          refused++;
          Throwable error = answer.error();
          complaints.warn("later", () -> "XADD " + stream + " is refused for now: " + error, null);
        }
        case FINAL -> {
          Throwable error = answer.error();
          complaints.warn("refused", () -> "XADD " + stream + " was refused: " + error, null);
          forget(publication);
          fail(publication, new PublishException("Redis refused the message", error));
        }
      }
    }
    if (passed) {
      checkEnd(link, 0);
    }
  }

  /**
   * Looks whether the stream still goes on from where it was read: after silence, and when a
   * message was written at a place that was passed already.
   *
   * @param silentRead the read that found nothing; 0 if it was not for silence
   */
  private void checkEnd(Link link, long silentRead) throws Exception {
    Offset end = answer(link.lastId(), "XINFO");
    if (end.compareTo(position) < 0) {
      throw new LinkLostException("the stream went back from " + position + " to " + end);
    }
    List<Publication> missed = new ArrayList<>();
    for (Publication publication : sent) {
      Optional<Offset> written = publication.written();
      if (written.isPresent()
          && (written.get().compareTo(position) <= 0
              || publication.writtenDuringRead() < silentRead)) {
        missed.add(publication);
      }
    }
    for (Publication publication : missed) {
      complaints.warn(
          "missed",
          () -> "an entry of ours was removed from " + stream + " before it was read",
          null);
      forget(publication);
      deliver(publication, publication.written());
    }
  }

  /** A volatile message has no use later: what may be under way is delivered here at once. */
  private void deliverSentVolatiles() {
    List<Publication> volatiles = new ArrayList<>();
    for (Publication publication : sent) {
      if (publication.isVolatile()) {
        volatiles.add(publication);
      }
    }
    for (Publication publication : volatiles) {
      forget(publication);
      deliveredAside.put(publication.seq(), publication);
      deliver(publication, Optional.empty());
    }
  }

  private void giveUpExpired(long now) {
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
    for (Publication first = queue.peek();
        first != null && first.isExpired(now);
        first = queue.peek()) {
      expired.add(queue.poll());
    }
    for (Publication publication : expired) {
      complaints.warn(
          "expired",
          () -> "gave up a message after " + options.publishTimeout() + " without " + address,
          null);
      fail(
          publication,
          new PublishException(
              "the message could not be written to Redis within " + options.publishTimeout()));
    }
  }

  private void giveUpAll() {
    List<Publication> left = new ArrayList<>(sent);
    left.addAll(queue.takeAside());
    for (Publication next = queue.poll(); next != null; next = queue.poll()) {
      left.add(next);
    }
    sent.clear();
    bySeq.clear();
    for (Publication publication : left) {
      fail(
          publication, new PublishException("the adapter was closed before the message came back"));
    }
    if (!left.isEmpty()) {
      LOG.log(Level.WARNING, "{0} messages for {1} were lost at the end", left.size(), stream);
    }
  }

  private void forget(Publication publication) {
    sent.remove(publication);
    if (publication.isRefused()) {
      refused--;
    } else {
      bySeq.remove(publication.seq());
    }
  }

  private void fail(Publication publication, PublishException reason) {
    counters.failed.increment();
    queue.release(publication);
    publication.future().completeExceptionally(reason);
  }

  // --- delivering ----------------------------------------------------------------------------

  /** Goes past each entry first, then looks at it: none can hold the reader up. */
  private void apply(List<StreamMessage<String, byte[]>> batch) {
    failures = 0;
    for (StreamMessage<String, byte[]> entry : batch) {
      Offset offset = Offset.parse(entry.getId());
      position = offset;
      remembered.add(offset);
      if (remembered.size() > MAX_REMEMBERED) {
        floor = remembered.remove();
      }
      try {
        apply(offset, entry.getBody() == null ? Map.of() : entry.getBody());
      } catch (Throwable e) { // also a StackOverflowError of something deeply nested
        counters.skipped.increment();
        complaints.warn(
            "entry", () -> "entry " + offset + " of " + stream + " was skipped: " + e, e);
      }
    }
  }

  private void apply(Offset offset, Map<String, byte[]> fields) {
    String uid = text(fields.get(MessageCodec.UID));
    long seq = number(fields.get(Publication.SEQ));
    if (uid != null && seq > 0) {
      boolean first = seen.isNew(uid, seq);
      Publication own = bySeq.get(seq);
      if (own != null && own.uid().equals(uid)) {
        lastSeqMet = Math.max(lastSeqMet, seq);
        forget(own);
        counters.published.increment();
        deliver(own, Optional.of(offset));
        return;
      }
      if (!first) {
        counters.duplicates.increment();
        return;
      }
      Publication aside = deliveredAside.get(seq);
      if (aside != null && aside.uid().equals(uid)) {
        lastSeqMet = Math.max(lastSeqMet, seq);
        return;
      }
    }
    String nsp = text(fields.get(MessageCodec.NSP));
    Adapter.Listener listener = nsp == null ? null : listeners.apply(nsp);
    if (listener == null) {
      return; // some other application's affair
    }
    int size = 0;
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      size += field.getValue().length;
      if (size > MAX_ENTRY_BYTES) {
        throw new ProtocolException("larger than " + MAX_ENTRY_BYTES + " bytes");
      }
      texts.put(field.getKey(), text(field.getValue()));
    }
    codec.decode(texts).ifPresent(message -> hand(listener, message, Optional.of(offset)));
  }

  /** Delivers a message of this node, which needs no decoding. */
  private void deliver(Publication publication, Optional<Offset> offset) {
    queue.release(publication);
    Adapter.Listener listener = listeners.apply(publication.message().nsp());
    if (listener != null) {
      hand(listener, publication.message(), offset);
    }
    publication.future().complete(offset);
  }

  private void hand(Adapter.Listener listener, ClusterMessage message, Optional<Offset> offset) {
    try {
      listener.onMessage(message, offset);
      counters.delivered.increment();
    } catch (Throwable e) { // it must not throw, but if it does the next message must come
      counters.skipped.increment();
      complaints.warn(
          "listener",
          () -> "the listener of " + message.nsp() + " failed; the message is skipped",
          e);
    }
  }

  private static String text(byte[] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** A number as {@link Publication} writes it; 0 if there is none, or something else. */
  private static long number(byte[] value) {
    if (value == null || value.length == 0 || value.length > 18) {
      return 0;
    }
    long number = 0;
    for (byte digit : value) {
      if (digit < '0' || digit > '9') {
        return 0;
      }
      number = number * 10 + (digit - '0');
    }
    return number;
  }

  /** The link is of no more use; what was under way is unknown. */
  private static final class LinkLostException extends Exception {
    LinkLostException(String reason) {
      super(reason);
    }

    LinkLostException(Throwable reason) {
      super(reason);
    }
  }

  /** Nothing is left to do. */
  private static final class StoppedException extends Exception {
    StoppedException() {
      super("stopped", null, false, false);
    }
  }
}
