package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.protocol.Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an emitter says, keys in the order in which Node's emitter writes them (0.1.1); it is not
 * that of a node, see {@link Payload}.
 */
public final class EmitterPayload {

  /** The {@code uid} of all emitters: no node has it, so all of them apply the message. */
  public static final String UID = "emitter";

  private EmitterPayload() {}

  /** A broadcast names its namespace in the packet, too; the other messages have no flags. */
  public static Payload of(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      return new Payload(MessageType.BROADCAST, broadcast(broadcast));
    }
    BroadcastOptions whom = message.options();
    BroadcastOptions options = new BroadcastOptions(whom.rooms(), whom.except(), Map.of());
    if (message instanceof ClusterMessage.SocketsJoin join) {
      return Payload.of(new ClusterMessage.SocketsJoin(join.nsp(), options, join.rooms()));
    }
    if (message instanceof ClusterMessage.SocketsLeave leave) {
      return Payload.of(new ClusterMessage.SocketsLeave(leave.nsp(), options, leave.rooms()));
    }
    boolean close = ((ClusterMessage.DisconnectSockets) message).close();
    return Payload.of(new ClusterMessage.DisconnectSockets(message.nsp(), options, close));
  }

  private static Map<String, Object> broadcast(ClusterMessage.Broadcast broadcast) {
    Packet packet = broadcast.packet();
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", (long) packet.type().ordinal());
    event.put("data", packet.data());
    event.put("nsp", packet.nsp());
    BroadcastOptions options = broadcast.options();
    Map<String, Object> opts = new LinkedHashMap<>();
    opts.put("rooms", new ArrayList<>(options.rooms()));
    opts.put("flags", options.flags());
    opts.put("except", new ArrayList<>(options.except()));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("packet", event);
    data.put("opts", opts);
    return data;
  }
}
