package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two envelopes in which a {@link Payload} travels, exactly as Node's adapter writes them. Any
 * type is understood from either.
 *
 * <ul>
 *   <li>The fields of a stream entry: {@code uid}, {@code nsp}, {@code type} and {@code data}.
 *       {@code data} is JSON, or base64 of MessagePack if it may hold bytes and does; a reader
 *       tells them apart by the first character.
 *   <li>A frame of PUB/SUB: MessagePack of {@code {type, data, uid, nsp}}.
 * </ul>
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class MessageCodec {

  /** More is neither written nor read, nor kept in a queue. */
  public static final long MAX_BYTES = 64L << 20;

  public static final String UID = "uid";
  public static final String NSP = "nsp";
  static final String TYPE = "type";
  static final String DATA = "data";

  private final JsonCodec json;
  private final boolean onlyPlaintext;

  /**
   * Makes a codec.
   *
   * @param json reads what is not binary
   * @param onlyPlaintext whether bytes are written to a stream as JSON, as Node's Buffers look
   *     there
   */
  public MessageCodec(JsonCodec json, boolean onlyPlaintext) {
    this.json = json;
    this.onlyPlaintext = onlyPlaintext;
  }

  // --- stream entries ------------------------------------------------------------------------

  /**
   * Writes a message as a stream entry.
   *
   * @param uid identifies the sender to itself
   * @param message the message, its data plain
   * @return the fields in the order of the wire; the caller may add more
   * @throws SocketIoException if the data cannot be written
   */
  public Map<String, String> encode(String uid, ClusterMessage message) {
    return encode(uid, message.nsp(), Payload.of(message));
  }

  /**
   * Writes anything as a stream entry.
   *
   * @param uid identifies the sender to itself
   * @param nsp the namespace
   * @param payload what is said
   * @return the fields in the order of the wire; the caller may add more
   * @throws SocketIoException if the data cannot be written
   */
  public Map<String, String> encode(String uid, String nsp, Payload payload) {
    return encode(uid, nsp, payload, onlyPlaintext);
  }

  /** The same for who only writes and so needs no codec. */
  public static Map<String, String> encode(
      String uid, String nsp, Payload payload, boolean onlyPlaintext) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(UID, uid);
    fields.put(NSP, nsp);
    fields.put(TYPE, Integer.toString(payload.type()));
    fields.put(DATA, write(payload, onlyPlaintext));
    return fields;
  }

  private static String write(Payload payload, boolean onlyPlaintext) {
    Map<String, Object> data = payload.data();
    if (!MessageType.mayHoldBytes(payload.type()) || !hasBytes(data)) {
      return JsonWriter.write(data);
    }
    return onlyPlaintext
        ? JsonWriter.write(withBuffers(data))
        : Base64.getEncoder().encodeToString(MsgPack.write(data));
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
   * Reads the fields of an entry, whoever wrote it. Fields that are not known are passed over.
   *
   * @param fields the fields; {@code uid} may be missing
   * @return what it says; empty if it is of a type that nobody acts on
   * @throws ProtocolException if it cannot be understood and should be skipped
   */
  public Optional<Incoming> decode(Map<String, String> fields) {
    int type = type(fields.get(TYPE));
    if (!MessageType.isKnown(type)) {
      return Optional.empty();
    }
    String nsp = fields.get(NSP);
    if (nsp == null) {
      throw new ProtocolException("an entry without nsp");
    }
    return Optional.of(PayloadReader.read(fields.get(UID), nsp, type, parse(fields.get(DATA))));
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

  private Object parse(String data) {
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
    return MsgPack.read(bytes);
  }

  // --- frames of PUB/SUB ---------------------------------------------------------------------

  /**
   * Writes a request as a frame for the public channel.
   *
   * @param uid where answers go
   * @param requestId what answers repeat; empty if none is wanted
   * @param request the request, its data plain
   * @return the frame
   * @throws SocketIoException if the data cannot be written
   */
  public byte[] encodeFrame(String uid, Optional<String> requestId, ClusterRequest request) {
    return frame(uid, request.nsp(), Payload.of(requestId, request));
  }

  /**
   * Writes a response as a frame for the private channel of who asked.
   *
   * @param uid who answers
   * @param nsp the namespace
   * @param requestId what the request said
   * @param response the response, its data plain
   * @return the frame
   * @throws SocketIoException if the data cannot be written
   */
  public byte[] encodeFrame(String uid, String nsp, String requestId, ClusterResponse response) {
    return frame(uid, nsp, Payload.of(requestId, response));
  }

  private static byte[] frame(String uid, String nsp, Payload payload) {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put(TYPE, (long) payload.type());
    frame.put(DATA, payload.data());
    frame.put(UID, uid);
    frame.put(NSP, nsp);
    return MsgPack.write(frame);
  }

  /**
   * Reads a frame, whoever wrote it. Keys that are not known are passed over.
   *
   * @param frame MessagePack
   * @return what it says; empty if it is of a type that nobody acts on
   * @throws ProtocolException if it cannot be understood and should be skipped
   */
  public Optional<Incoming> decodeFrame(byte[] frame) {
    if (!(MsgPack.read(frame) instanceof Map<?, ?> map)) {
      throw new ProtocolException("a frame that is no object");
    }
    if (!(map.get(TYPE) instanceof Number number)) {
      throw new ProtocolException("a frame whose type is no number");
    }
    int type = number.intValue();
    if (type != number.doubleValue() || !MessageType.isKnown(type)) {
      return Optional.empty();
    }
    if (!(map.get(NSP) instanceof String nsp)) {
      throw new ProtocolException("a frame without nsp");
    }
    String uid = map.get(UID) instanceof String text ? text : null;
    return Optional.of(PayloadReader.read(uid, nsp, type, map.get(DATA)));
  }
}
