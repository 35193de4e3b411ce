package io.github.socketiojakarta.redis;

import java.util.concurrent.atomic.LongAdder;

/** What {@link AdapterStats} is made of; written by the streams' threads, read by any. */
final class Counters {
  final LongAdder reconnects = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder duplicates = new LongAdder();
}
