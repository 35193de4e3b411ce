package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cluster messages to and from the fields of a stream entry: {@code uid}, {@code nsp}, {@code type}
 * and {@code data}, exactly as Node's adapter writes them. {@code data} is JSON, or base64 of
 * MessagePack if a broadcast holds bytes; a reader tells them apart by the first character.
 *
 * <p>What is absent is left out, never written as null: to Node a null is present. {@code opts}
 * always has all its three keys: without them a Node node would choke on the entry for ever.
 *
 * <p>Stateless; safe for use by many threads.
 */
final class MessageCodec {

  static final String UID = "uid";
  static final String NSP = "nsp";
  static final String TYPE = "type";
  static final String DATA = "data";

  // Numbers of Node's MessageType. 1, 2 and 13 are never written; the others travel by PUB/SUB.
  private static final int BROADCAST = 3;
  private static final int SOCKETS_JOIN = 4;
  private static final int SOCKETS_LEAVE = 5;
  private static final int DISCONNECT_SOCKETS = 6;

  private final JsonCodec json;
  private final boolean onlyPlaintext;

  /**
   * Makes a codec.
   *
   * @param json reads what is not binary
   * @param onlyPlaintext whether bytes are written as JSON, as Node's Buffers look there
   */
  MessageCodec(JsonCodec json, boolean onlyPlaintext) {
    this.json = json;
    this.onlyPlaintext = onlyPlaintext;
  }

  /**
   * Writes a message.
   *
   * @param uid identifies the sender to itself
   * @param message the message, its data plain
   * @return the fields in the order of the wire; the caller may add more
   * @throws SocketIoException if the data cannot be written
   */
  Map<String, String> encode(String uid, ClusterMessage message) {
    int type;
    Map<String, Object> data = new LinkedHashMap<>();
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      type = BROADCAST;
      data.put("packet", packet(broadcast.packet()));
      data.put("opts", options(broadcast.options()));
    } else if (message instanceof ClusterMessage.SocketsJoin join) {
      type = SOCKETS_JOIN;
      data.put("opts", options(join.options()));
      data.put("rooms", new ArrayList<>(join.rooms()));
    } else if (message instanceof ClusterMessage.SocketsLeave leave) {
      type = SOCKETS_LEAVE;
      data.put("opts", options(leave.options()));
      data.put("rooms", new ArrayList<>(leave.rooms()));
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
      type = DISCONNECT_SOCKETS;
      data.put("opts", options(disconnect.options()));
      data.put("close", disconnect.close());
    } else {
      throw new SocketIoException("does not go through the stream: " + message.getClass());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(UID, uid);
    fields.put(NSP, message.nsp());
    fields.put(TYPE, Integer.toString(type));
    fields.put(DATA, write(data, type == BROADCAST));
    return fields;
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

  private String write(Map<String, Object> data, boolean mayHoldBytes) {
    if (!mayHoldBytes || !hasBytes(data)) {
      return JsonWriter.write(data);
    }
    return onlyPlaintext
        ? JsonWriter.write(withBuffers(data))
        : Base64.getEncoder().encodeToString(MsgPackWriter.write(data));
  }

  private static boolean hasBytes(Object value) {
    if (value instanceof Map<?, ?> map) {
      return hasBytes(map.values());
    }
    if (value instanceof Collection<?> collection) {
      for (Object element : collection) {
        if (hasBytes(element)) {
          return true;
        }
      }
      return false;
    }
    return value instanceof byte[];
  }

  private static Object withBuffers(Object value) {
    if (value instanceof byte[] bytes) {
      List<Object> numbers = new ArrayList<>(bytes.length);
      for (byte b : bytes) {
        numbers.add((long) (b & 0xff));
      }
      Map<String, Object> buffer = new LinkedHashMap<>();
      buffer.put("type", "Buffer");
      buffer.put("data", numbers);
      return buffer;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(withBuffers(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, withBuffers(element)));
      return copy;
    }
    return value;
  }

  /**
   * Reads the fields of an entry, whoever wrote it: a node, Node's emitter, or a stranger. Fields
   * and keys that are not known are passed over.
   *
   * @param fields the fields; {@code uid} may be missing
   * @return the message; empty if it is of a type that means nothing in a stream
   * @throws ProtocolException if it cannot be understood and should be skipped
   */
  Optional<ClusterMessage> decode(Map<String, String> fields) {
    int type = type(fields.get(TYPE));
    if (type < BROADCAST || type > DISCONNECT_SOCKETS) {
      return Optional.empty();
    }
    String nsp = fields.get(NSP);
    if (nsp == null) {
      throw new ProtocolException("an entry without nsp");
    }
    Map<?, ?> data = map(read(fields.get(DATA)), DATA);
    BroadcastOptions options = options(data.get("opts"));
    return Optional.of(
        switch (type) {
          case BROADCAST -> new ClusterMessage.Broadcast(packet(nsp, data.get("packet")), options);
          case SOCKETS_JOIN ->
              new ClusterMessage.SocketsJoin(nsp, options, names(data.get("rooms"), "rooms"));
          case SOCKETS_LEAVE ->
              new ClusterMessage.SocketsLeave(nsp, options, names(data.get("rooms"), "rooms"));
          default ->
              new ClusterMessage.DisconnectSockets(
                  nsp, options, Boolean.TRUE.equals(data.get("close")));
        });
  }

  /** As JavaScript's {@code parseInt} for numbers of sane length: blanks, digits, anything. */
  private static int type(String text) {
    if (text == null) {
      throw new ProtocolException("an entry without type");
    }
    String trimmed = text.strip();
    int type = 0;
    int i = 0;
    while (i < trimmed.length() && i < 9 && isDigit(trimmed.charAt(i))) {
      type = type * 10 + trimmed.charAt(i++) - '0';
    }
    if (i == 0) {
      throw new ProtocolException("an entry whose type is no number");
    }
    return type;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Object read(String data) {
    if (data == null) {
      throw new ProtocolException("an entry without data");
    }
    if (data.startsWith("{")) {
      return json.parse(data);
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("data is neither JSON nor base64", e);
    }
    return MsgPackReader.read(bytes);
  }

  private static Packet packet(String nsp, Object value) {
    Map<?, ?> packet = map(value, "packet");
    if (!(packet.get("type") instanceof Number type)
        || type.doubleValue() != Packet.Type.EVENT.ordinal()) {
      throw new ProtocolException("a broadcast of something else than an event");
    }
    if (!(packet.get("data") instanceof List<?> data) || data.isEmpty()) {
      throw new ProtocolException("a broadcast without an event");
    }
    Object id = packet.get("id");
    if (id == null) {
      return new Packet(Packet.Type.EVENT, nsp, data);
    }
    if (!(id instanceof Number number) || number.longValue() < 0) {
      throw new ProtocolException("a packet whose id is no number");
    }
    return new Packet(Packet.Type.EVENT, nsp, number.longValue(), data);
  }

  private static BroadcastOptions options(Object value) {
    Map<?, ?> options = map(value, "opts");
    Object flags = options.get("flags");
    Map<String, Object> named = new LinkedHashMap<>();
    if (flags != null) {
      map(flags, "flags").forEach((flag, setting) -> named.put((String) flag, setting));
    }
    return new BroadcastOptions(
        orNone(options.get("rooms"), "rooms"), orNone(options.get("except"), "except"), named);
  }

  private static Set<String> orNone(Object value, String name) {
    return value == null ? Set.of() : names(value, name);
  }

  private static Set<String> names(Object value, String name) {
    if (!(value instanceof List<?> list)) {
      throw new ProtocolException(name + " is no array");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Object element : list) {
      if (element instanceof Number) {
        names.add(JsonWriter.write(element)); // a room of Node may be a number
      } else if (element instanceof String text) {
        names.add(text);
      } else {
        throw new ProtocolException("a room that is no string");
      }
    }
    return names;
  }

  private static Map<?, ?> map(Object value, String name) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ProtocolException(name + " is no object");
    }
    return map;
  }
}
