package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.protocol.Packet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishQueueTest {

  private final PublishQueue queue = new PublishQueue(2);

  @Test
  void keepsTheOrder() {
    Publication first = publication(false, 1);
    Publication second = publication(false, 1);
    queue.offer(first);
    queue.offer(second);
    assertThat(queue.peek()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(second);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void countsWhatWasSentUntilItIsReleased() {
    queue.offer(publication(false, 1));
    queue.offer(publication(false, 1));
    Publication sent = queue.poll();
    assertThatThrownBy(() -> queue.offer(publication(false, 1)))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("2 messages");
    queue.release(sent);
    assertThatCode(() -> queue.offer(publication(false, 1))).doesNotThrowAnyException();
    assertThat(queue.pending()).isEqualTo(2);
  }

  @Test
  void boundsTheBytes() {
    queue.offer(publication(false, (int) PublishQueue.MAX_BYTES));
    assertThatThrownBy(() -> queue.offer(publication(false, 1)))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("bytes");
  }

  @Test
  void putsVolatileMessagesAsideWhileRedisIsAway() {
    Publication away = publication(true, 1);
    queue.offer(away);
    assertThat(queue.poll()).isNull();
    assertThat(queue.takeAside()).containsExactly(away);
    queue.release(away);

    queue.reachable(true);
    Publication kept = publication(false, 1);
    Publication waiting = publication(true, 1);
    queue.offer(kept);
    queue.offer(waiting);
    assertThat(queue.takeAside()).isEmpty();
    queue.reachable(false);
    assertThat(queue.takeAside()).containsExactly(waiting);
    assertThat(queue.poll()).isSameAs(kept);
  }

  @Test
  void takesNothingWhenClosed() {
    queue.close();
    assertThatThrownBy(() -> queue.offer(publication(false, 1)))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("closed");
  }

  private static Publication publication(boolean isVolatile, int bytes) {
    BroadcastOptions options =
        isVolatile
            ? new BroadcastOptions(Set.of(), Set.of(), Map.of("volatile", true))
            : BroadcastOptions.ALL;
    ClusterMessage message =
        new ClusterMessage.Broadcast(new Packet(Packet.Type.EVENT, "/", List.of("x")), options);
    return new Publication("uid", Optional.of(message), Map.of("data", "x".repeat(bytes)), 0);
  }
}
