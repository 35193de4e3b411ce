package io.github.socketiojakarta.it;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers of Node, npm socket.io 4.8.4 with {@code @socket.io/redis-streams-adapter} 0.3.1, in one
 * cluster with ours on WildFly and on Payara Micro; see src-it/npm/peer.test.js.
 */
@ExtendWith(Cluster.Extension.class)
class NodePeerIT {

  private final Cluster cluster;

  NodePeerIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void isOneClusterWithServersOfNode() throws Exception {
    Path war = Cluster.application("payara.war").build();
    Map<String, String> config = Map.of("socketio.redis.uri", cluster.redis().uri());
    try (PayaraMicroNode payara = new PayaraMicroNode("payara", Ports.free(), config, war)) {
      payara.awaitDeployed();
      Tools.runNodeTests(
          "peer.test.js",
          "peer",
          Map.of(
              "NODE_A", cluster.a().uri().toString(),
              "NODE_B", cluster.b().uri().toString(),
              "PAYARA", payara.uri().toString(),
              "REDIS", cluster.redis().uri()));
    }
  }
}
