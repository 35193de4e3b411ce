package io.github.socketiojakarta.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The servers of one cluster, started together. */
public final class Nodes implements AutoCloseable {

  /** What a server may be. */
  public enum Kind {
    /** One of ours. */
    JAVA,
    /** Node's, with npm {@code redis}. */
    REDIS,
    /** Node's, with npm {@code ioredis}. */
    IOREDIS;

    ClusterNode start(String name, Settings settings) {
      return switch (this) {
        case JAVA -> JavaNode.started(name, settings);
        case REDIS -> NodePeer.started(name, NodePeer.Client.REDIS, settings);
        case IOREDIS -> NodePeer.started(name, NodePeer.Client.IOREDIS, settings);
      };
    }
  }

  private final List<ClusterNode> nodes = new ArrayList<>();

  private Nodes() {}

  /**
   * Starts servers at once, and waits until each has counted all.
   *
   * @param kinds what they are; their names are these with their places, beginning with 0
   * @param settings of the cluster
   */
  public static Nodes started(List<Kind> kinds, Settings settings) {
    List<CompletableFuture<ClusterNode>> starting = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Kind kind = kinds.get(i);
      String name = kind.name().toLowerCase(Locale.ROOT) + "-" + i;
      starting.add(
          CompletableFuture.supplyAsync(
              () -> kind.start(name, settings), task -> new Thread(task).start()));
    }
    Nodes nodes = new Nodes();
    CompletionException failure = null;
    for (CompletableFuture<ClusterNode> each : starting) {
      try {
        nodes.nodes.add(each.join());
      } catch (CompletionException e) {
        failure = e;
      }
    }
    try {
      if (failure != null) {
        throw failure;
      }
      settings.namespaces().forEach(nodes::awaitComplete);
      return nodes;
    } catch (RuntimeException | AssertionError e) {
      nodes.close();
      throw e;
    }
  }

  private void awaitComplete(String nsp) {
    for (ClusterNode node : nodes) {
      SocketClient.await(
          () -> node + " to count " + nodes.size() + " servers of " + nsp,
          () -> node.serverCount(nsp).join() == nodes.size());
    }
  }

  /** The servers in the order of their names. */
  public List<ClusterNode> all() {
    return List.copyOf(nodes);
  }

  /** One of them. */
  public ClusterNode get(int index) {
    return nodes.get(index);
  }

  /** One client of each, connected to a namespace. */
  public List<SocketClient> clients(String nsp) {
    return nodes.stream().map(node -> SocketClient.connected(node, nsp)).toList();
  }

  @Override
  public void close() {
    nodes.parallelStream().forEach(ClusterNode::close);
  }
}
