package io.github.socketiojakarta.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened on the server of a transcript, in order. Safe for use by many threads. */
public final class EventLog {

  private final List<List<Object>> events = new ArrayList<>(); // guarded by itself

  /**
   * Adds an event.
   *
   * @param event its name and arguments, null among them
   */
  public void add(Object... event) {
    synchronized (events) {
      events.add(new ArrayList<>(Arrays.asList(event)));
      events.notifyAll();
    }
  }

  /**
   * Waits until as many events have come as are expected, and compares them.
   *
   * @param expected the events
   * @throws InterruptedException if the thread is interrupted
   */
  public void expect(List<List<Object>> expected) throws InterruptedException {
    long deadline = System.nanoTime() + 5_000_000_000L;
    synchronized (events) {
      while (events.size() < expected.size() && System.nanoTime() < deadline) {
        events.wait(50);
      }
      assertThat(events).as("events on the server").isEqualTo(expected);
    }
  }
}
