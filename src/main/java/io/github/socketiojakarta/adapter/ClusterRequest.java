package io.github.socketiojakarta.adapter;

import io.github.socketiojakarta.protocol.Packet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one node asks the others. Requests do not pass through the log: they have no offset and no
 * order relative to its messages. Immutable.
 */
public sealed interface ClusterRequest {

  /**
   * The namespace it is about.
   *
   * @return the name, for example {@code "/"}
   */
  String nsp();

  /**
   * An event for the clients addressed, whose answers are wanted. Each node answers with one {@link
   * ClusterResponse.ClientCount} and then one {@link ClusterResponse.ClientAnswer} per client that
   * answers.
   *
   * @param packet the EVENT with plain arguments, without an id: each node gives its own
   * @param options whom it goes to
   */
  record BroadcastWithAck(Packet packet, BroadcastOptions options) implements ClusterRequest {
    @Override
    public String nsp() {
      return packet.nsp();
    }
  }

  /**
   * Which sockets there are. Each node answers with one {@link ClusterResponse.Sockets}.
   *
   * @param nsp the namespace
   * @param options which sockets
   */
  record FetchSockets(String nsp, BroadcastOptions options) implements ClusterRequest {}

  /**
   * An event for the code of the other nodes. If an answer is wanted, each node that listens to it
   * answers with one {@link ClusterResponse.ServerAnswer}; a node without a listener never does.
   *
   * @param nsp the namespace
   * @param data the event's name and its plain arguments
   * @param ack whether answers are wanted
   */
  record ServerSideEmit(String nsp, List<Object> data, boolean ack) implements ClusterRequest {
    /** Copies the data, which may hold nulls. */
    public ServerSideEmit {
      data = Collections.unmodifiableList(new ArrayList<>(data));
    }
  }
}
