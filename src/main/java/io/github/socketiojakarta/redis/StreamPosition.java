package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Up to where a stream was read, and enough of the way there to find one's place again in a stream
 * that went back.
 *
 * <p>Used by the stream's thread only, but for {@link #last}, which any thread may ask.
 */
final class StreamPosition {

  private static final System.Logger LOG = StreamLog.LOG;

  /** How many places are remembered to find one's own in a stream that went back. */
  private static final int MAX_REMEMBERED = 1_000;

  private static final int PAGE = 100;
  private static final int MAX_PAGES = 100;

  private final String stream;
  private final String address;
  private final StreamThread thread;

  // Seen by other threads.
  private volatile Offset position; // last entry read, null before the first link; stream's thread

  // The stream's thread only.
  private final Deque<Offset> remembered = new ArrayDeque<>();
  private Offset floor = Offset.ZERO; // up to here all was read, or was before this node's time

  StreamPosition(String stream, String address, StreamThread thread) {
    this.stream = stream;
    this.address = address;
    this.thread = thread;
  }

  /** The last entry read; {@link Offset#ZERO} before the first link. */
  Offset last() {
    Offset now = position;
    return now == null ? Offset.ZERO : now;
  }

  /** Goes past an entry. */
  void advance(Offset offset) {
    position = offset;
    remembered.add(offset);
    if (remembered.size() > MAX_REMEMBERED) {
      floor = remembered.remove();
    }
  }

  /**
   * Finds the place to read on from over a new link: the first one begins where the stream ends.
   */
  void resume(Link link, Offset end) throws Exception {
    if (position == null) {
      position = end;
      floor = end;
    } else if (end.compareTo(position) < 0) {
      goBack(link, end);
    }
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
      List<StreamMessage<String, byte[]>> entries =
          thread.answer(link.before(before, PAGE), "XREVRANGE");
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
}
