package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.cluster.NodePeer;
import io.github.socketiojakarta.cluster.Settings;
import io.github.socketiojakarta.cluster.SocketClient;
import io.github.socketiojakarta.cluster.Target;
import java.util.List;

/** A server of Node among the adapters, with one client that writes down what it hears. */
final class NodeWitness implements AutoCloseable {

  private static final String EVENT = "hello";

  private final NodePeer peer;
  private final SocketClient client;

  NodeWitness(String name, NodePeer.Client redis, Settings settings) {
    peer = NodePeer.started(name, redis, settings);
    client = SocketClient.connected(peer);
  }

  void emit(String text) {
    peer.emit(Target.ALL, EVENT, text).join();
  }

  /** The first arguments of what its client has heard. */
  List<String> texts() {
    return client.heard(EVENT).stream().map(arguments -> (String) arguments.get(0)).toList();
  }

  /**
   * Asserts that it still hears what another node says, and has heard nothing twice; prints how
   * much it has missed.
   *
   * @param other a node that publishes once more
   * @param stream what is in the stream
   */
  void assertGoesOn(TestNode other, List<String> stream) {
    other.emit("at last");
    TestNode.await("the server of Node goes on", () -> texts().contains("at last"));
    int missed = NumberedTraffic.assertNothingTwice(this, stream);
    System.out.println("a server of Node missed " + missed + " of " + stream.size());
  }

  /** What it has complained about. */
  String errors() {
    return peer.errors();
  }

  @Override
  public void close() {
    client.close();
    peer.close();
  }
}
