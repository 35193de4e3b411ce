package io.github.socketiojakarta.adapter;

import java.util.List;

/** What one node answers to the {@link ClusterRequest} of another. Immutable. */
public sealed interface ClusterResponse {

  /**
   * The sockets of a node; answers {@link ClusterRequest.FetchSockets}.
   *
   * @param sockets those addressed
   */
  record Sockets(List<SocketDetails> sockets) implements ClusterResponse {
    /** Copies the list. */
    public Sockets {
      sockets = List.copyOf(sockets);
    }
  }

  /**
   * What a listener of a node said; answers {@link ClusterRequest.ServerSideEmit}.
   *
   * @param value its first argument, a plain value; null if it gave none
   */
  record ServerAnswer(Object value) implements ClusterResponse {}

  /**
   * How many clients of a node were sent the event; the first answer to {@link
   * ClusterRequest.BroadcastWithAck}.
   *
   * @param count so many may answer
   */
  record ClientCount(int count) implements ClusterResponse {}

  /**
   * What one client said; answers {@link ClusterRequest.BroadcastWithAck}.
   *
   * @param value its first argument, a plain value; null if it gave none
   */
  record ClientAnswer(Object value) implements ClusterResponse {}
}
