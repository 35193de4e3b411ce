package io.github.socketiojakarta.redis;

/**
 * How many entries to ask for at once. A reply too large for memory would fail again and again:
 * each failure in a row halves the number.
 *
 * <p>Used by the stream's thread only.
 */
final class ReadCount {

  private final int most;
  private int failures; // links lost in a row without an entry read

  ReadCount(int most) {
    this.most = most;
  }

  /** How many to ask for now; at least one. */
  int next() {
    return Math.max(1, most >> Math.min(failures, 30));
  }

  /** A link was lost. */
  void failed() {
    failures++;
  }

  /** Entries were read. */
  void worked() {
    failures = 0;
  }
}
