package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.OptionalLong;

/**
 * What Redis says of a stream and, right after that, the entries behind a place: enough to tell
 * whether something was removed in between, or whether it is the same stream at all. Entries that
 * were added between the two answers do no harm, nor do those removed.
 *
 * @param info what Redis says of the stream
 * @param here the fingerprint of the entry at the place; empty if there is none
 * @param entries those behind it
 * @param asked how many entries were asked for at most, that at the place included
 * @param told how many of the entries {@code info} knew of
 * @param isAll whether there are no more that {@code info} knew of
 */
record StreamAudit(
    StreamInfo info,
    OptionalLong here,
    List<StreamMessage<String, byte[]>> entries,
    int asked,
    int told,
    boolean isAll) {

  /** What it says to somebody who has read up to the place. */
  sealed interface Finding {}

  /** All that followed is here. */
  record Whole() implements Finding {}

  /**
   * Entries were removed unread.
   *
   * @param missed how many; empty if that is not known
   */
  record Gap(OptionalLong missed) implements Finding {}

  /** The entry at the place is gone, and older ones are not: perhaps it is another stream. */
  record Doubt() implements Finding {}

  /**
   * It is another stream, or an older copy of the same.
   *
   * @param reason for people
   */
  record Another(String reason) implements Finding {}

  /**
   * Sorts the answer to a read that began just before a place.
   *
   * @param read what was read: the entry at the place first, if there is one
   * @param asked how many entries were asked for
   */
  static StreamAudit of(
      Offset place, StreamInfo info, List<StreamMessage<String, byte[]>> read, int asked) {
    boolean isHere = !read.isEmpty() && offset(read.get(0)).equals(place);
    OptionalLong here =
        isHere ? OptionalLong.of(Fingerprint.of(read.get(0).getBody())) : OptionalLong.empty();
    List<StreamMessage<String, byte[]>> entries = isHere ? read.subList(1, read.size()) : read;
    int told = entries.size();
    while (told > 0 && offset(entries.get(told - 1)).compareTo(info.lastId()) > 0) {
      told--;
    }
    boolean isAll =
        read.size() < asked
            || !entries.isEmpty()
                && offset(entries.get(entries.size() - 1)).compareTo(info.lastId()) >= 0;
    return new StreamAudit(info, here, entries, asked, told, isAll);
  }

  private static Offset offset(StreamMessage<String, byte[]> entry) {
    return Offset.parse(entry.getId());
  }

  /**
   * Compares with what is known.
   *
   * <p>Of the stream that was read, {@code count} entries were ever added up to the place. So all
   * others ever added must have come now, if these are all; and if none is left at or before the
   * place, at least {@code count} must have been removed.
   *
   * @param place up to where the stream was read
   * @param fingerprint of the entry at the place; empty if there was none, or it is known to be
   *     gone
   * @param count how many entries were ever added up to the place; empty if that is not known
   */
  Finding compare(Offset place, OptionalLong fingerprint, OptionalLong count) {
    if (info.lastId().compareTo(place) < 0) {
      return new Another("it ends at " + info.lastId());
    }
    if (here.isPresent() && fingerprint.isPresent() && !here.equals(fingerprint)) {
      return new Another("another entry is there");
    }
    boolean isGone = fingerprint.isPresent() && here.isEmpty();
    if (info.added().isPresent() && count.isPresent()) {
      long read = count.getAsLong();
      long removed = info.removed().getAsLong();
      if (nothingIsLeftUpTo(place) && removed < read) {
        return new Another("it began anew");
      }
      long missed;
      if (isAll) {
        missed = info.added().getAsLong() - told - read;
      } else {
        missed = nothingIsLeftUpTo(place) ? removed - read : 0; // else it is known at the end
      }
      if (missed < 0) {
        return new Another("it has fewer entries");
      }
      if (missed > removed) {
        return new Another("it has entries that would have been read");
      }
      if (missed > 0 && !(isGone && !nothingIsLeftUpTo(place))) {
        return new Gap(OptionalLong.of(missed));
      }
    } else if (isGone && nothingIsLeftUpTo(place) && info.lastId().compareTo(place) > 0) {
      return new Gap(OptionalLong.empty()); // perhaps: all of it may just have been read
    }
    return isGone && !nothingIsLeftUpTo(place) ? new Doubt() : new Whole();
  }

  /** Whether all entries up to a place were removed. */
  private boolean nothingIsLeftUpTo(Offset place) {
    return info.first().map(entry -> entry.offset().compareTo(place) > 0).orElse(true);
  }

  /**
   * From where on nothing is missing if something was removed behind a place.
   *
   * <p>Trimming removes the oldest: what is missing was before the first entry there is. Only
   * {@code XDEL} removes others, and then it may be anywhere.
   */
  Offset wholeFrom(Offset place) {
    boolean isTrimmed = nothingIsLeftUpTo(place) && info.highestDeleted().compareTo(place) <= 0;
    if (isTrimmed && !entries.isEmpty()) {
      return offset(entries.get(0));
    }
    return isAll ? info.lastId() : offset(entries.get(entries.size() - 1));
  }
}
