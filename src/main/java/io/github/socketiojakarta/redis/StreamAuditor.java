package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.lettuce.core.StreamMessage;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that nothing goes missing unnoticed: looks whether the stream still goes on from where
 * it was read, says so if not, and finds the place to read on from.
 *
 * <p>Used by the stream's thread only.
 */
final class StreamAuditor {

  private static final System.Logger LOG = StreamLog.LOG;

  /** Clocks are read at different moments, and only to the second. */
  private static final long CLOCK_MARGIN_MILLIS = 2_000;

  private final String stream;
  private final String address;
  private final StreamThread thread;
  private final StreamPosition position;
  private final InFlight inFlight;
  private final Counters counters;
  private final Complaints complaints;
  private final Events events;
  private StreamAudit.Another replaced; // seen over a link that lasted; null if it was not
  private long soundAt; // when the stream was last known to be the same

  StreamAuditor(
      String stream,
      String address,
      StreamThread thread,
      StreamPosition position,
      InFlight inFlight,
      Counters counters,
      Complaints complaints,
      Events events) {
    this.stream = stream;
    this.address = address;
    this.thread = thread;
    this.position = position;
    this.inFlight = inFlight;
    this.counters = counters;
    this.complaints = complaints;
    this.events = events;
  }

  /** Begins to read over the first link. */
  void begin(Link link) throws Exception {
    position.begin(thread.answer(link.info(), "XINFO"));
    soundAt = System.nanoTime();
  }

  /**
   * Takes an audit of the position.
   *
   * @return the audit whose entries are to be applied next: this one, or a later one
   * @throws LinkLostException if it is another stream: the next link finds the place to read on
   */
  StreamAudit take(Link link, StreamAudit first) throws Exception {
    StreamAudit audit = first;
    StreamAudit.Finding finding = position.compare(audit);
    if (finding instanceof StreamAudit.Doubt) {
      audit = undisturbed(link, first);
      finding = position.compare(audit);
    }
    if (finding instanceof StreamAudit.Doubt) {
      finding = examine(link, audit);
    }
    if (finding instanceof StreamAudit.Another another) {
      throw replaced(another);
    }
    accept(audit, finding);
    return audit;
  }

  /** A later audit that was not disturbed by trimming: what it does not show is not there. */
  private StreamAudit undisturbed(Link link, StreamAudit first) throws Exception {
    StreamAudit before = first;
    StreamAudit audit = again(link, first);
    while (!audit.info().first().equals(before.info().first())) {
      before = audit;
      audit = again(link, first);
    }
    return audit;
  }

  private StreamAudit again(Link link, StreamAudit audit) throws Exception {
    return thread.answer(link.audit(position.last(), audit.asked() - 1), "XREAD");
  }

  /**
   * Looks up a message of this node that Redis says it has put at a place that was passed already:
   * if it is there, ids are given again.
   *
   * @throws LinkLostException if so
   */
  void lookUp(Link link, Offset written) throws Exception {
    if (thread.answer(link.entry(written), "XRANGE").isPresent()) {
      throw replaced(new StreamAudit.Another("ids are given again, such as " + written));
    }
  }

  private LinkLostException replaced(StreamAudit.Another another) {
    replaced = another;
    return new LinkLostException(
        "the stream is not the one that was read up to "
            + position.last()
            + ": "
            + another.reason());
  }

  /**
   * Takes the audit that a new link begins with, before its entries are applied.
   *
   * @return the audit whose entries are to be applied next: this one, or a later one; empty if the
   *     position was changed, and all is to be read anew
   */
  Optional<StreamAudit> resume(Link link, StreamAudit first) throws Exception {
    StreamAudit audit = first;
    StreamAudit.Finding finding = replaced == null ? position.compare(audit) : replaced;
    if (finding instanceof StreamAudit.Doubt) {
      audit = undisturbed(link, first);
      finding = position.compare(audit);
    }
    if (replaced == null && !isSound(finding)) {
      finding = examine(link, audit);
    }
    if (finding instanceof StreamAudit.Another another) {
      restart(link, audit.info(), another.reason());
      return Optional.empty();
    }
    accept(audit, finding);
    return Optional.of(audit);
  }

  private static boolean isSound(StreamAudit.Finding finding) {
    return finding instanceof StreamAudit.Whole || finding instanceof StreamAudit.Gap;
  }

  private void accept(StreamAudit audit, StreamAudit.Finding finding) {
    soundAt = System.nanoTime();
    if (finding instanceof StreamAudit.Gap gap) {
      tellHole(audit, gap.missed());
    } else {
      position.isWhole(audit);
    }
  }

  // --- holes ---------------------------------------------------------------------------------

  private void tellHole(StreamAudit audit, OptionalLong missed) {
    Offset after = position.whole();
    Offset before = position.leap(audit, missed);
    counters.holes.increment();
    missed.ifPresent(counters.missed::add);
    complaints.warn(
        "hole",
        () ->
            (missed.isPresent() ? missed.getAsLong() + " entries" : "entries")
                + " of "
                + stream
                + " of "
                + address
                + " were removed before they were read, between "
                + after
                + " and "
                + before,
        null);
    events.tell(new AdapterEvent.Hole(stream, after, before, missed));
    Offset next =
        audit.entries().isEmpty() ? before.next() : Offset.parse(audit.entries().get(0).getId());
    inFlight.deliverMissed(next.previous(), 0); // ours that were among them come first
  }

  // --- another stream ------------------------------------------------------------------------

  /**
   * The newest of the places read before that is common to the stream there is now: its index, -1
   * if there is none.
   *
   * <p>Those read since the last audit may be of the stream that has taken the other's place: they
   * do not count unless those before them are there, too.
   */
  private int newestCommon(Link link, StreamInfo info) throws Exception {
    Places places = position.places();
    int sure = places.sure();
    int newest = newestThere(link, info, places.size());
    if (newest < sure) {
      return newest;
    }
    boolean isSame;
    if (sure > 0 && !isBeforeFirst(places.get(sure - 1), info)) {
      isSame = isThere(link, places.get(sure - 1));
    } else {
      isSame = replaced == null;
    }
    return isSame ? newest : newestThere(link, info, sure);
  }

  private static boolean isBeforeFirst(StreamInfo.Entry place, StreamInfo info) {
    return info.first().map(first -> place.offset().compareTo(first.offset()) < 0).orElse(true);
  }

  private boolean isThere(Link link, StreamInfo.Entry place) throws Exception {
    return thread.answer(link.entry(place.offset()), "XRANGE").filter(place::equals).isPresent();
  }

  /**
   * The newest of the oldest places that is still there: its index, -1 if there is none.
   *
   * <p>Streams that have a place in common have all before it in common, but for what was trimmed.
   * So it can be searched for by halves.
   */
  private int newestThere(Link link, StreamInfo info, int among) throws Exception {
    Places places = position.places();
    if (info.first().isEmpty()) {
      return -1;
    }
    int low = 0; // all before this one were trimmed, or are there
    int high = among; // this one and those behind it are not there
    while (low < high && isBeforeFirst(places.get(low), info)) {
      low++;
    }
    int there = -1;
    for (int probe = high - 1; low < high; probe = (low + high) >>> 1) { // the newest one first
      if (isThere(link, places.get(probe))) {
        there = probe;
        low = probe + 1;
      } else {
        high = probe;
      }
    }
    return there;
  }

  /**
   * Looks closer whether it is the same stream, though its numbers are not, or the entry at the
   * position is gone.
   */
  private StreamAudit.Finding examine(Link link, StreamAudit audit) throws Exception {
    StreamAudit.Finding finding = position.compare(audit);
    if (finding instanceof StreamAudit.Doubt) {
      if (isAllRead(link, audit)) {
        position.entryIsGone();
        return position.compare(audit);
      }
      return new StreamAudit.Another("the entry at " + position.last() + " is not there");
    }
    Places places = position.places();
    if (position.isHere(audit)
        && places.sure() > 0
        && newestThere(link, audit.info(), places.sure()) == places.sure() - 1) {
      position.countAnew(); // as after an upgrade of Redis
      return position.compare(audit);
    }
    return finding;
  }

  /** Whether all there is between the newest place still there and the position was read. */
  private boolean isAllRead(Link link, StreamAudit audit) throws Exception {
    Places places = position.places();
    int newest = newestThere(link, audit.info(), places.size());
    if (newest < 0) {
      return false;
    }
    Set<StreamInfo.Entry> read = places.all();
    Offset after = places.get(newest).offset();
    while (true) {
      List<StreamMessage<String, byte[]>> page =
          thread.answer(link.read(after, audit.asked()), "XREAD");
      for (StreamMessage<String, byte[]> entry : page) {
        after = Offset.parse(entry.getId());
        if (after.compareTo(position.last()) > 0) {
          return true;
        }
        if (!read.contains(new StreamInfo.Entry(after, Fingerprint.of(entry.getBody())))) {
          return false;
        }
      }
      if (page.isEmpty()) {
        return true;
      }
    }
  }

  private void restart(Link link, StreamInfo info, String reason) throws Exception {
    Offset from = position.last();
    int newest = newestCommon(link, info);
    if (newest >= 0) {
      position.restart(position.places().get(newest));
    } else if (info.length() == 0) {
      position.restart(info.lastId(), info.added());
    } else if (replaced != null) {
      position.restartAtBeginning(info);
    } else {
      position.restart(oldUpTo(link, info.lastId()), OptionalLong.empty());
    }
    replaced = null;
    soundAt = System.nanoTime();
    Offset to = position.last();
    counters.restarts.increment();
    LOG.log(
        Level.WARNING,
        "stream {0} of {1} is another one, or an older copy: it was read up to {2}, but {3};"
            + " messages may be missing; reading on behind {4}",
        stream,
        address,
        from,
        reason,
        to);
    events.tell(new AdapterEvent.StreamRestarted(stream, from, to));
  }

  /**
   * Up to where entries are old that are not known here, after a time in which the server was out
   * of sight: in an older copy there may be such as were there before this node was. They are told
   * from those of a server whose clock is behind by that very clock: what was added meanwhile has
   * an id of that time.
   */
  private Offset oldUpTo(Link link, Offset end) throws Exception {
    Offset floor = position.places().floor();
    if (end.compareTo(floor) < 0) {
      floor = end;
    }
    Optional<Long> clock = thread.answer(link.time(), "TIME");
    if (clock.isEmpty()) {
      return floor;
    }
    long unseen = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - soundAt);
    Offset seen = new Offset(Math.max(0, clock.get() - unseen - CLOCK_MARGIN_MILLIS), 0);
    return seen.compareTo(floor) < 0 ? seen : floor;
  }
}
