package io.github.socketiojakarta.server;

import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Three servers that are one cluster, for the tests of what they ask each other. */
abstract class ThreeServers {

  final TestCluster cluster = new TestCluster();
  final TestCluster.Node here = cluster.node();
  final TestCluster.Node there = cluster.node();
  final TestCluster.Node elsewhere = cluster.node();
  final TestServer a = server(here);
  final TestServer b = server(there);
  final TestServer c = server(elsewhere);

  private static TestServer server(TestCluster.Node node) {
    return new TestServer(ServerOptions.DEFAULTS, node, Runnable::run);
  }

  @AfterEach
  void close() {
    List.of(a, b, c).forEach(TestServer::close);
  }
}
