package io.github.socketiojakarta.it;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers of Node, npm socket.io 4.8.4 with {@code @socket.io/redis-streams-adapter} 0.3.1, in one
 * cluster with ours; see src-it/npm/peer.test.js.
 */
@ExtendWith(Cluster.Extension.class)
class NodePeerIT {

  private final Cluster cluster;

  NodePeerIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void isOneClusterWithServersOfNode() throws Exception {
    Tools.runNodeTests(
        "peer.test.js",
        "peer",
        Map.of(
            "NODE_A", cluster.a().uri().toString(),
            "NODE_B", cluster.b().uri().toString(),
            "REDIS", cluster.redis().uri()));
  }
}
