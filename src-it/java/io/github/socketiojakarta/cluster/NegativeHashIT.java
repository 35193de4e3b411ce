package io.github.socketiojakarta.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.cluster.ClusterNode.Answer;
import io.github.socketiojakarta.cluster.Nodes.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Of several streams, the one that Node's remainder of a negative hash names: every server writes
 * there, Node's do not read there, ours do.
 */
class NegativeHashIT {

  private static final String NSP = "/notifications";

  @Test
  void oursHearWhatNodesServersDoNot() {
    assertThat(NSP.hashCode() % 3).isNegative();
    try (Place.Running redis = Place.STREAMS.start().orElseThrow();
        Nodes nodes =
            Nodes.started(
                List.of(Kind.JAVA, Kind.JAVA, Kind.REDIS, Kind.IOREDIS),
                redis.settings().namespaces("/", NSP))) {
      List<SocketClient> clients = nodes.clients(NSP);
      for (ClusterNode node : nodes.all()) {
        node.emit(Target.of(NSP), "test", node.name()).join();
      }
      List<Object> names = nodes.all().stream().map(node -> (Object) node.name()).toList();
      for (SocketClient ours : clients.subList(0, 2)) {
        assertThat(ours.await("test", 4).stream().map(args -> args.get(0)))
            .containsExactlyInAnyOrderElementsOf(names);
      }
      // What goes by PUB/SUB is heard by all, and until then Node's have heard their own only.
      clients.forEach(client -> client.answer("ask", Answer.of(true)));
      Target everyone = Target.of(NSP).within(Duration.ofSeconds(20));
      for (ClusterNode node : nodes.all()) {
        assertThat(node.emitWithAck(everyone, "ask").join()).hasSize(4);
      }
      for (int i = 2; i < 4; i++) {
        assertThat(clients.get(i).heard("test")).containsExactly(List.of(names.get(i)));
      }
      clients.forEach(SocketClient::close);
    }
  }
}
