package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Up to where a stream was read, how many entries that were, and enough of the way there to find
 * one's place again in a stream that went back.
 *
 * <p>Used by the stream's thread only, but for {@link #last}, {@link #epochStart} and {@link #lag},
 * which any thread may ask.
 */
final class StreamPosition {

  /** How many places are remembered beyond those read since the stream was last looked at. */
  private static final int MIN_REMEMBERED = 1_000;

  private static final long UNKNOWN = -1;

  // Seen by other threads.
  private volatile Offset position; // last entry read, null before the first link; stream's thread
  private volatile Offset epochStart = Offset.ZERO; // written by the stream's thread
  private volatile long lag; // written by the stream's thread

  // The stream's thread only.
  private final Places places;
  private long count = UNKNOWN; // entries ever added up to the position
  private boolean entryIsGone; // the one at the position, as was seen
  private Offset whole = Offset.ZERO; // up to here nothing is known to be missing
  private boolean unseen; // something was read behind it without an audit
  private Set<StreamInfo.Entry> known = Set.of(); // read before, though they lie behind position
  private Offset knownUpTo = Offset.ZERO;

  /**
   * Makes one that is nowhere yet.
   *
   * @param unsure how many entries may be read without an audit
   */
  StreamPosition(int unsure) {
    places = new Places(MIN_REMEMBERED + unsure);
  }

  /** The last entry read; {@link Offset#ZERO} before the first link. */
  Offset last() {
    Offset now = position;
    return now == null ? Offset.ZERO : now;
  }

  /**
   * Where the present epoch begins: whoever has got all up to here or further has missed nothing
   * before, and what lies behind it is whole. It moves on when entries turn out to be missing, and
   * behind all that was read when the stream turns out to be another one.
   */
  Offset epochStart() {
    return epochStart;
  }

  /** How many entries were not yet read, as far as is known. */
  long lag() {
    return lag;
  }

  boolean isNowhere() {
    return position == null;
  }

  // --- going on ------------------------------------------------------------------------------

  /** Begins where a stream ends now. */
  void begin(StreamInfo info) {
    place(info.lastId(), info.added());
    info.last().filter(entry -> entry.offset().equals(info.lastId())).ifPresent(places::add);
    places.makeSure();
  }

  /**
   * Goes past an entry.
   *
   * @return false if it was read before
   */
  boolean advance(Offset offset, Map<String, byte[]> fields) {
    StreamInfo.Entry entry = new StreamInfo.Entry(offset, Fingerprint.of(fields));
    position = offset;
    entryIsGone = false;
    if (count != UNKNOWN) {
      count++;
    }
    places.add(entry);
    if (known.isEmpty()) {
      return true;
    }
    if (offset.compareTo(knownUpTo) > 0) {
      known = Set.of();
      return true;
    }
    return !known.contains(entry);
  }

  private void place(Offset offset, OptionalLong number) {
    position = offset;
    count = number.orElse(UNKNOWN);
    entryIsGone = false;
    whole = offset;
    unseen = false;
    places.clear(offset);
  }

  // --- audits --------------------------------------------------------------------------------

  StreamAudit.Finding compare(StreamAudit audit) {
    OptionalLong fingerprint = OptionalLong.empty();
    if (places.size() > 0 && !entryIsGone) {
      StreamInfo.Entry newest = places.get(places.size() - 1);
      if (newest.offset().equals(position)) {
        fingerprint = OptionalLong.of(newest.fingerprint());
      }
    }
    return audit.compare(
        position, fingerprint, count == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(count));
  }

  /** Whether an audit has found the entry at the position, as it was read. */
  boolean isHere(StreamAudit audit) {
    return places.size() > 0
        && places.get(places.size() - 1).offset().equals(position)
        && audit.here().equals(OptionalLong.of(places.get(places.size() - 1).fingerprint()));
  }

  /** Entries come that no audit is about. */
  void readUnseen(boolean isAll) {
    unseen = true;
    if (isAll) {
      lag = 0;
    }
  }

  /** An audit found all that follows; the entries are applied next. */
  void isWhole(StreamAudit audit) {
    if (audit.isAll() || !unseen) {
      unseen = false;
      whole = end(audit);
      places.makeSure();
    }
    settle(audit);
  }

  /**
   * An audit found that entries are missing; those there are will be applied next.
   *
   * @return from where on all is there
   */
  Offset leap(StreamAudit audit, OptionalLong missed) {
    Offset from = audit.wholeFrom(position);
    if (missed.isPresent() && count != UNKNOWN) {
      count += missed.getAsLong();
    }
    if (from.compareTo(epochStart) > 0) {
      epochStart = from;
    }
    if (audit.entries().isEmpty()) {
      position = from; // nothing is left before it
      entryIsGone = true;
    }
    unseen = false;
    whole = end(audit);
    places.makeSure();
    settle(audit);
    return from;
  }

  private Offset end(StreamAudit audit) {
    int size = audit.entries().size();
    return size == 0 ? position : Offset.parse(audit.entries().get(size - 1).getId());
  }

  private void settle(StreamAudit audit) {
    if (audit.isAll()) {
      if (audit.info().added().isPresent()) {
        count = audit.info().added().getAsLong() - audit.told();
      }
      lag = 0;
    } else if (count != UNKNOWN && audit.info().added().isPresent()) {
      lag = Math.max(0, audit.info().added().getAsLong() - count - audit.told());
    }
  }

  /** Up to where nothing is known to be missing. */
  Offset whole() {
    return whole;
  }

  Places places() {
    return places;
  }

  /** The entry at the position was removed; the stream is the same. */
  void entryIsGone() {
    entryIsGone = true;
  }

  /** The stream is the same, though its numbers are not. */
  void countAnew() {
    count = UNKNOWN;
  }

  // --- another stream ------------------------------------------------------------------------

  /**
   * Goes back in a stream that is another one, or an older copy. What was read before, and lies
   * behind the new position all the same, will be known again.
   *
   * @param to the newest place that is common
   */
  void restart(StreamInfo.Entry to) {
    restart(to.offset(), OptionalLong.empty());
    places.add(to);
    places.makeSure();
  }

  /**
   * Goes to the beginning of a stream that has nothing in common. If its numbers began anew, all
   * that was removed from it was never read.
   */
  void restartAtBeginning(StreamInfo info) {
    boolean isNew =
        info.added().isPresent() && (count == UNKNOWN || info.added().getAsLong() < count);
    restart(Offset.ZERO, isNew ? OptionalLong.of(0) : info.removed());
  }

  /**
   * Goes to a place in a stream that has nothing in common.
   *
   * @param number how many entries were ever added up to there; empty if that is not known
   */
  void restart(Offset to, OptionalLong number) {
    Set<StreamInfo.Entry> read = places.all();
    read.addAll(known);
    Offset highest = known.isEmpty() ? position : knownUpTo;
    if (position.compareTo(highest) > 0) {
      highest = position;
    }
    known = read;
    knownUpTo = highest;
    Offset next = highest.next();
    if (next.compareTo(epochStart) > 0) {
      epochStart = next;
    }
    place(to, number);
  }
}
