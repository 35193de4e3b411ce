package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.AdapterStats;
import java.util.concurrent.atomic.LongAdder;

/** What {@link AdapterStats} is made of; written by many threads, read by any. */
final class Counters {
  final LongAdder reconnects = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder holes = new LongAdder();
  final LongAdder missed = new LongAdder();
  final LongAdder restarts = new LongAdder();

  // Of PUB/SUB.

  /** Requests of this node to the others. */
  final LongAdder requests = new LongAdder();

  /** Those that the caller gave up before all had answered. */
  final LongAdder requestTimeouts = new LongAdder();

  /** Those that failed: Redis was out of reach. */
  final LongAdder requestsFailed = new LongAdder();

  /** Responses that nobody waits for, or not any more. */
  final LongAdder lateResponses = new LongAdder();

  /** Payloads of channels passed by: undecodable, oversized, or their listener threw. */
  final LongAdder payloadsSkipped = new LongAdder();

  /** Payloads of channels that found no room in this node. */
  final LongAdder payloadsDropped = new LongAdder();

  /** Responses of this node that could not be sent. */
  final LongAdder responsesFailed = new LongAdder();

  /** How many times lost subscriptions were restored. */
  final LongAdder resubscriptions = new LongAdder();
}
