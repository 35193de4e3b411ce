package io.github.socketiojakarta.redis.report;

import io.github.socketiojakarta.adapter.AdapterStats;
import java.util.concurrent.atomic.LongAdder;

/** What {@link AdapterStats} is made of; written by many threads, read by any. */
public final class Counters {
  public final LongAdder reconnects = new LongAdder();
  public final LongAdder published = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder delivered = new LongAdder();
  public final LongAdder skipped = new LongAdder();
  public final LongAdder duplicates = new LongAdder();
  public final LongAdder holes = new LongAdder();
  public final LongAdder missed = new LongAdder();
  public final LongAdder restarts = new LongAdder();

  // Of PUB/SUB.

  /** Requests of this node to the others. */
  public final LongAdder requests = new LongAdder();

  /** Those that the caller gave up before all had answered. */
  public final LongAdder requestTimeouts = new LongAdder();

  /** Those that failed: Redis was out of reach. */
  public final LongAdder requestsFailed = new LongAdder();

  /** Responses that nobody waits for, or not any more. */
  public final LongAdder lateResponses = new LongAdder();

  /** Payloads of channels passed by: undecodable, oversized, or their listener threw. */
  public final LongAdder payloadsSkipped = new LongAdder();

  /** Payloads of channels that found no room in this node. */
  public final LongAdder payloadsDropped = new LongAdder();

  /** Responses of this node that could not be sent. */
  public final LongAdder responsesFailed = new LongAdder();

  /** How many times lost subscriptions were restored. */
  public final LongAdder resubscriptions = new LongAdder();
}
