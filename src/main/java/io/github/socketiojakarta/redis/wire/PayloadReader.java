package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.SocketDetails;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands a {@link Payload}, whoever wrote it: a node, Node's emitter, or a stranger. Keys that
 * are not known are passed over, flags that are not known are kept. A null stands for absent, also
 * where Node takes it for present: nobody who writes it means that.
 */
final class PayloadReader {

  /** JavaScript counts no further. */
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private final String uid;
  private final String nsp;
  private final Map<?, ?> data;

  private PayloadReader(String uid, String nsp, Map<?, ?> data) {
    this.uid = uid;
    this.nsp = nsp;
    this.data = data;
  }

  /**
   * Reads a payload.
   *
   * @param uid who sent it; null if unknown
   * @param nsp the namespace
   * @param type one of {@link MessageType}
   * @param data a plain value
   * @throws ProtocolException if it cannot be understood and should be skipped
   */
  static Incoming read(String uid, String nsp, int type, Object data) {
    return new PayloadReader(uid, nsp, map(data, "data")).read(type);
  }

  private Incoming read(int type) {
    return switch (type) {
      case MessageType.BROADCAST -> broadcast();
      case MessageType.SOCKETS_JOIN ->
          message(new ClusterMessage.SocketsJoin(nsp, options(), names(data, "rooms")));
      case MessageType.SOCKETS_LEAVE ->
          message(new ClusterMessage.SocketsLeave(nsp, options(), names(data, "rooms")));
      case MessageType.DISCONNECT_SOCKETS ->
          message(
              new ClusterMessage.DisconnectSockets(
                  nsp, options(), Boolean.TRUE.equals(data.get("close"))));
      case MessageType.FETCH_SOCKETS -> request(new ClusterRequest.FetchSockets(nsp, options()));
      case MessageType.SERVER_SIDE_EMIT ->
          request(new ClusterRequest.ServerSideEmit(nsp, event(), requestId().isPresent()));
      case MessageType.FETCH_SOCKETS_RESPONSE -> response(new ClusterResponse.Sockets(sockets()));
      case MessageType.SERVER_SIDE_EMIT_RESPONSE ->
          response(new ClusterResponse.ServerAnswer(data.get("packet")));
      case MessageType.BROADCAST_CLIENT_COUNT ->
          response(new ClusterResponse.ClientCount(clientCount()));
      case MessageType.BROADCAST_ACK ->
          response(new ClusterResponse.ClientAnswer(data.get("packet")));
      default -> throw new ProtocolException("no type that is understood: " + type);
    };
  }

  private Incoming message(ClusterMessage message) {
    return new Incoming.Message(uid, message);
  }

  private Incoming request(ClusterRequest request) {
    return new Incoming.Request(uid, requestId(), request);
  }

  private Incoming response(ClusterResponse response) {
    String requestId =
        requestId().orElseThrow(() -> new ProtocolException("a response without requestId"));
    return new Incoming.Response(uid, nsp, requestId, response);
  }

  private Optional<String> requestId() {
    Object id = data.get("requestId");
    if (id != null && !(id instanceof String)) {
      throw new ProtocolException("a requestId that is no string");
    }
    return Optional.ofNullable((String) id);
  }

  private Incoming broadcast() {
    Map<?, ?> packet = map(data.get("packet"), "packet");
    if (!(packet.get("type") instanceof Number type)
        || type.doubleValue() != Packet.Type.EVENT.ordinal()) {
      throw new ProtocolException("a broadcast of something else than an event");
    }
    if (!(packet.get("data") instanceof List<?> event) || event.isEmpty()) {
      throw new ProtocolException("a broadcast without an event");
    }
    BroadcastOptions options = options();
    if (requestId().isPresent()) {
      // each node gives an id of its own
      return request(
          new ClusterRequest.BroadcastWithAck(new Packet(Packet.Type.EVENT, nsp, event), options));
    }
    long id = packet.get("id") == null ? Packet.NO_ID : whole(packet.get("id"), "the packet's id");
    return message(
        new ClusterMessage.Broadcast(new Packet(Packet.Type.EVENT, nsp, id, event), options));
  }

  private List<Object> event() {
    if (!(data.get("packet") instanceof List<?> packet) || packet.isEmpty()) {
      throw new ProtocolException("a serverSideEmit without an event");
    }
    List<Object> event = new ArrayList<>(packet);
    event.set(0, name(event.get(0), "an event"));
    return event;
  }

  private BroadcastOptions options() {
    Map<?, ?> options = map(data.get("opts"), "opts");
    return new BroadcastOptions(
        namesOrNone(options, "rooms"),
        namesOrNone(options, "except"),
        options.get("flags") == null ? Map.of() : object(options.get("flags"), "flags"));
  }

  private int clientCount() {
    return Math.toIntExact(
        Math.min(Integer.MAX_VALUE, whole(data.get("clientCount"), "clientCount")));
  }

  private List<SocketDetails> sockets() {
    List<SocketDetails> sockets = new ArrayList<>();
    for (Object element : list(data.get("sockets"), "sockets")) {
      Map<?, ?> socket = map(element, "a socket");
      if (!(socket.get("id") instanceof String id)) {
        throw new ProtocolException("a socket without id");
      }
      Object handshake = socket.get("handshake");
      sockets.add(
          new SocketDetails(
              id,
              handshake == null ? Map.of() : object(handshake, "handshake"),
              namesOrNone(socket, "rooms"),
              socket.get("data")));
    }
    return sockets;
  }

  private static Set<String> namesOrNone(Map<?, ?> map, String key) {
    return map.get(key) == null ? Set.of() : names(map, key);
  }

  /** A list of rooms, in their order. */
  static Set<String> names(Map<?, ?> map, String key) {
    Set<String> names = new LinkedHashSet<>();
    list(map.get(key), key).forEach(element -> names.add(name(element, "a room")));
    return names;
  }

  /** What names something to Node may be a number. */
  private static String name(Object value, String what) {
    if (value instanceof Number) {
      return JsonWriter.write(value);
    }
    if (!(value instanceof String text)) {
      throw new ProtocolException(what + " that is no string");
    }
    return text;
  }

  private static long whole(Object value, String what) {
    double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
    if (!(number >= 0 && number <= MAX_SAFE_INTEGER && number == Math.rint(number))) {
      throw new ProtocolException(what + " is no number that counts");
    }
    return (long) number;
  }

  private static List<?> list(Object value, String name) {
    if (!(value instanceof List<?> list)) {
      throw new ProtocolException(name + " is no array");
    }
    return list;
  }

  private static Map<?, ?> map(Object value, String name) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ProtocolException(name + " is no object");
    }
    return map;
  }

  private static Map<String, Object> object(Object value, String name) {
    Map<String, Object> object = new LinkedHashMap<>();
    map(value, name).forEach((key, element) -> object.put((String) key, element));
    return object;
  }
}
