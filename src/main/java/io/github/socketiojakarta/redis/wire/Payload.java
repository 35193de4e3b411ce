package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.SocketDetails;
import io.github.socketiojakarta.protocol.Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said, without the envelope in which it travels: a type and its {@code data}, keys in the
 * order in which Node writes them. {@link PayloadReader} is the way back.
 *
 * <p>What is absent is left out, never written as null: to Node a null is present. {@code opts}
 * always has all its three keys: without them a Node node would choke on the entry for ever.
 *
 * @param type one of {@link MessageType}
 * @param data a plain value
 */
public record Payload(int type, Map<String, Object> data) {

  public static Payload of(ClusterMessage message) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      data.put("packet", packet(broadcast.packet()));
      data.put("opts", options(broadcast.options()));
      return new Payload(MessageType.BROADCAST, data);
    }
    data.put("opts", options(message.options()));
    if (message instanceof ClusterMessage.SocketsJoin join) {
      data.put("rooms", new ArrayList<>(join.rooms()));
      return new Payload(MessageType.SOCKETS_JOIN, data);
    }
    if (message instanceof ClusterMessage.SocketsLeave leave) {
      data.put("rooms", new ArrayList<>(leave.rooms()));
      return new Payload(MessageType.SOCKETS_LEAVE, data);
    }
    data.put("close", ((ClusterMessage.DisconnectSockets) message).close());
    return new Payload(MessageType.DISCONNECT_SOCKETS, data);
  }

  public static Payload of(Optional<String> requestId, ClusterRequest request) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (request instanceof ClusterRequest.BroadcastWithAck broadcast) {
      data.put("packet", packet(broadcast.packet()));
      requestId.ifPresent(id -> data.put("requestId", id));
      data.put("opts", options(broadcast.options()));
      return new Payload(MessageType.BROADCAST, data);
    }
    if (request instanceof ClusterRequest.FetchSockets fetch) {
      data.put("opts", options(fetch.options()));
      requestId.ifPresent(id -> data.put("requestId", id));
      return new Payload(MessageType.FETCH_SOCKETS, data);
    }
    requestId.ifPresent(id -> data.put("requestId", id));
    data.put("packet", ((ClusterRequest.ServerSideEmit) request).data());
    return new Payload(MessageType.SERVER_SIDE_EMIT, data);
  }

  public static Payload of(String requestId, ClusterResponse response) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("requestId", requestId);
    if (response instanceof ClusterResponse.Sockets found) {
      List<Object> sockets = new ArrayList<>();
      found.sockets().forEach(socket -> sockets.add(socket(socket)));
      data.put("sockets", sockets);
      return new Payload(MessageType.FETCH_SOCKETS_RESPONSE, data);
    }
    if (response instanceof ClusterResponse.ServerAnswer answer) {
      data.put("packet", answer.value());
      return new Payload(MessageType.SERVER_SIDE_EMIT_RESPONSE, data);
    }
    if (response instanceof ClusterResponse.ClientCount clients) {
      data.put("clientCount", (long) clients.count());
      return new Payload(MessageType.BROADCAST_CLIENT_COUNT, data);
    }
    data.put("packet", ((ClusterResponse.ClientAnswer) response).value());
    return new Payload(MessageType.BROADCAST_ACK, data);
  }

  private static Map<String, Object> packet(Packet packet) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", (long) packet.type().ordinal());
    map.put("data", packet.data());
    if (packet.hasId()) {
      map.put("id", packet.id());
    }
    return map; // without nsp: receivers put in their own
  }

  private static Map<String, Object> options(BroadcastOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rooms", new ArrayList<>(options.rooms()));
    map.put("except", new ArrayList<>(options.except()));
    map.put("flags", options.flags());
    return map;
  }

  private static Map<String, Object> socket(SocketDetails socket) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", socket.id());
    map.put("handshake", socket.handshake());
    map.put("rooms", new ArrayList<>(socket.rooms()));
    map.put("data", socket.data());
    return map;
  }
}
