package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.LinkLostException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the log tells of the link to a stream: that it is read, that it was lost, once, and that it
 * is back.
 *
 * <p>Used by the stream's thread only.
 */
final class Outage {

  private static final System.Logger LOG = StreamLog.LOG;

  private final String stream;
  private final String address;
  private final Complaints complaints;
  private final Counters counters;
  private final Events events;
  private boolean everReady;
  private boolean outage;
  private boolean outageTold;
  private long outageSince;

  Outage(String stream, String address, Complaints complaints, Counters counters, Events events) {
    this.stream = stream;
    this.address = address;
    this.complaints = complaints;
    this.counters = counters;
    this.events = events;
  }

  /**
   * The stream can be written, and read by who reads it.
   *
   * @param position the last place known
   * @param pending how many messages wait
   * @param sentAgain how many of them are sent again
   */
  void reportReady(Offset position, int pending, int sentAgain) {
    if (!everReady) {
      LOG.log(
          Level.INFO, "reached stream {0} of {1}, going on behind {2}", stream, address, position);
    } else {
      counters.reconnects.increment();
      LOG.log(
          outageTold ? Level.INFO : Level.DEBUG,
          "stream {0} of {1} is back after {2} ms; {3} messages wait, {4} of them are sent again",
          stream,
          address,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - outageSince),
          pending,
          sentAgain);
    }
    Duration lasted = outage ? Duration.ofNanos(System.nanoTime() - outageSince) : Duration.ZERO;
    events.tell(new AdapterEvent.Connected(stream, lasted));
    everReady = true;
    outage = false;
  }

  /** A link was lost, or could not be had. */
  void reportLost(Throwable error) {
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
    events.tell(new AdapterEvent.Disconnected(stream, reason));
    String what = everReady ? "lost stream " : "cannot reach stream ";
    outageTold = // not at each of many in a row
        complaints.warn(
            "outage",
            () -> what + stream + " of " + address + ", trying again; messages wait: " + reason,
            null);
  }
}
