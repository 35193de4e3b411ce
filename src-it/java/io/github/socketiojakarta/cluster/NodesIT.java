package io.github.socketiojakarta.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.testing.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The fixtures themselves: each kind of node does what it is told and hears the others. */
class NodesIT {

  @Test
  void everyNodeIsHeardByTheClientsOfAll() throws Exception {
    try (RedisServer redis = RedisServer.started()) {
      Settings settings = Settings.standalone(redis.uri());
      try (NodePeer one = NodePeer.started("redis", NodePeer.Client.REDIS, settings);
          NodePeer two = NodePeer.started("ioredis", NodePeer.Client.IOREDIS, settings);
          JavaNode three = JavaNode.started("java", settings)) {
        List<ClusterNode> nodes = List.of(one, two, three);
        List<SocketClient> clients = nodes.stream().map(SocketClient::connected).toList();
        byte[] bytes = {0, 1, -1};
        for (ClusterNode node : nodes) {
          node.emit(Target.ALL, "from", node.name(), bytes, "é😀").get(30, TimeUnit.SECONDS);
          for (SocketClient client : clients) {
            List<List<Object>> heard = client.await("from", nodes.indexOf(node) + 1);
            assertThat(heard.get(heard.size() - 1))
                .usingRecursiveComparison()
                .isEqualTo(List.of(node.name(), bytes, "é😀"));
          }
        }
        for (int i = 0; i < nodes.size(); i++) {
          assertThat(nodes.get(i).sockets("/").get(30, TimeUnit.SECONDS))
              .containsExactly(clients.get(i).id());
        }
        clients.forEach(SocketClient::close);
      }
    }
  }
}
