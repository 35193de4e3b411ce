package io.github.socketiojakarta.it;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official JavaScript client, npm socket.io-client 4.8.4; see src-it/npm/client.test.js. */
@ExtendWith(Cluster.Extension.class)
class NpmClientIT {

  private final Cluster cluster;

  NpmClientIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"websocket", "polling", "polling with upgrade"})
  void servesTheOfficialClientOn(String transports) throws Exception {
    Tools.runNodeTests(
        "client.test.js",
        "client-" + transports.replace(' ', '-'),
        Map.of(
            "NODE_A", cluster.a().uri().toString(),
            "NODE_B", cluster.b().uri().toString(),
            "TRANSPORTS", transports.contains(" ") ? "" : transports));
  }
}
