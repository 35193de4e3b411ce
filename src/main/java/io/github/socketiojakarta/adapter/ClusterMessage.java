package io.github.socketiojakarta.adapter;

import io.github.socketiojakarta.protocol.Packet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the nodes of a cluster tell each other through the ordered log. Immutable. */
public sealed interface ClusterMessage {

  /**
   * The namespace it is about.
   *
   * @return the name, for example {@code "/"}
   */
  String nsp();

  /**
   * Whom it is about.
   *
   * @return rooms, exceptions and flags
   */
  BroadcastOptions options();

  /**
   * An event for the clients addressed.
   *
   * @param packet the EVENT with plain arguments
   * @param options whom it goes to
   */
  record Broadcast(Packet packet, BroadcastOptions options) implements ClusterMessage {
    @Override
    public String nsp() {
      return packet.nsp();
    }
  }

  /**
   * Makes the sockets addressed join rooms.
   *
   * @param nsp the namespace
   * @param options which sockets
   * @param rooms what they join
   */
  record SocketsJoin(String nsp, BroadcastOptions options, Set<String> rooms)
      implements ClusterMessage {
    /** Copies the rooms, keeping their order. */
    public SocketsJoin {
      rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    }
  }

  /**
   * Makes the sockets addressed leave rooms.
   *
   * @param nsp the namespace
   * @param options which sockets
   * @param rooms what they leave
   */
  record SocketsLeave(String nsp, BroadcastOptions options, Set<String> rooms)
      implements ClusterMessage {
    /** Copies the rooms, keeping their order. */
    public SocketsLeave {
      rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    }
  }

  /**
   * Disconnects the sockets addressed.
   *
   * @param nsp the namespace
   * @param options which sockets
   * @param close whether the underlying connections are closed too
   */
  record DisconnectSockets(String nsp, BroadcastOptions options, boolean close)
      implements ClusterMessage {}
}
