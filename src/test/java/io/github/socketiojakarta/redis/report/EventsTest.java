package io.github.socketiojakarta.redis.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Events events = new Events(tasks::add);
  private final List<AdapterEvent> told = new ArrayList<>();

  @Test
  void eventsAreToldInOrderOnTheExecutor() {
    events.add(told::add);
    List<AdapterEvent> all = IntStream.range(0, 5).mapToObj(EventsTest::event).toList();
    all.forEach(events::tell);
    assertThat(told).isEmpty();
    run();
    assertThat(told).isEqualTo(all);
  }

  @Test
  void aListenerThatThrowsHarmsNoOther() {
    events.add(
        event -> {
          throw new StackOverflowError("as of a listener that recurses");
        });
    events.add(told::add);
    events.tell(event(1));
    events.tell(event(2));
    run();
    assertThat(told).containsExactly(event(1), event(2));
  }

  @Test
  void slowListenersCostBoundedMemory() {
    events.add(told::add);
    IntStream.range(0, 5_000).mapToObj(EventsTest::event).forEach(events::tell);
    run();
    assertThat(told).hasSize(1_000).startsWith(event(0));
    events.tell(event(5_000));
    run();
    assertThat(told).hasSize(1_001).endsWith(event(5_000));
  }

  @Test
  void whatComesInThousandsIsAddedUp() {
    events.add(told::add);
    for (int i = 0; i < 1_000; i++) {
      events.tellSome("a", kept -> new AdapterEvent.PublishFailed("a", "reason", kept));
    }
    events.tellSome("b", kept -> new AdapterEvent.PublishFailed("b", "reason", kept));
    run();
    assertThat(told)
        .containsExactly(
            new AdapterEvent.PublishFailed("a", "reason", 0),
            new AdapterEvent.PublishFailed("b", "reason", 0));
  }

  private void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private static AdapterEvent event(int number) {
    return new AdapterEvent.Disconnected("stream", Integer.toString(number));
  }
}
