package io.github.socketiojakarta.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.cluster.ClusterNode.Answer;
import io.github.socketiojakarta.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is the only one of its cluster: it waits for nobody. */
class AloneIT {

  @ParameterizedTest
  @EnumSource
  void hasTheAnswersAtOnce(Nodes.Kind kind) {
    try (RedisServer redis = RedisServer.started();
        Nodes nodes = Nodes.started(List.of(kind), Settings.standalone(redis.uri()))) {
      ClusterNode node = nodes.get(0);
      Target everyone = Target.ALL.within(Duration.ofMinutes(10));
      node.listen("/", "hello", Answer.of("from nobody")).join();
      assertThat(node.serverSideEmitWithAck("/", "hello").join()).isEmpty();
      node.serverSideEmit("/", "hello").join();
      assertThat(node.emitWithAck(everyone, "test").join()).isEmpty();
      assertThat(node.fetchSockets(everyone).join()).isEmpty();
      try (SocketClient client = SocketClient.connected(node)) {
        client.answer("test", Answer.of("yes"));
        assertThat(node.emitWithAck(everyone, "test").join()).containsExactly("yes");
        assertThat(node.fetchSockets(everyone).join())
            .singleElement()
            .satisfies(socket -> assertThat(socket.id()).isEqualTo(client.id()));
        assertThat(node.remoteEmitWithAck("/", client.id(), Duration.ofMinutes(10), "test").join())
            .isEqualTo("yes");
      }
      assertThat(node.heard("/", "hello").join()).isEmpty();
    }
  }
}
