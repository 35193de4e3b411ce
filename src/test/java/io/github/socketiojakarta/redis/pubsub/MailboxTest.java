package io.github.socketiojakarta.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();
  private final LongAdder dropped = new LongAdder();

  @Test
  void doesAllInOrderInFewTurns() {
    Mailbox mailbox = new Mailbox(turns::add, 1_000, 1_000, dropped);
    IntStream.range(0, 200).forEach(i -> mailbox.offer(1, () -> done.add(i)));
    assertThat(turns).hasSize(1);
    int count = run();
    assertThat(done).isEqualTo(IntStream.range(0, 200).boxed().toList());
    assertThat(count).isLessThan(10);
    assertThat(mailbox.offer(1, () -> done.add(200))).isTrue();
    run();
    assertThat(done).hasSize(201);
  }

  @Test
  void dropsWhatIsTooMuchInNumberOrBytesAndHasRoomAgainLater() {
    Mailbox mailbox = new Mailbox(turns::add, 3, 100, dropped);
    assertThat(mailbox.offer(101, () -> done.add(0))).isFalse();
    assertThat(mailbox.offer(60, () -> done.add(1))).isTrue();
    assertThat(mailbox.offer(41, () -> done.add(2))).isFalse();
    assertThat(mailbox.offer(40, () -> done.add(3))).isTrue();
    assertThat(mailbox.offer(0, () -> done.add(4))).isTrue();
    assertThat(mailbox.offer(0, () -> done.add(5))).isFalse();
    assertThat(dropped.sum()).isEqualTo(3);
    run();
    assertThat(mailbox.offer(100, () -> done.add(6))).isTrue();
    run();
    assertThat(done).containsExactly(1, 3, 4, 6);
  }

  private int run() {
    int count = 0;
    for (Runnable next = turns.poll(); next != null; next = turns.poll()) {
      next.run();
      count++;
    }
    return count;
  }
}
