package io.github.socketiojakarta.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads Socket.IO packets from the Engine.IO messages of one connection, in order. For one thread
 * at a time.
 *
 * <p>Between messages it keeps at most one packet and {@link #MAX_ATTACHMENTS} attachments, none
 * longer than the transport lets through. After its first exception it takes nothing more: every
 * further message is answered by the same complaint, since what follows a broken packet has no
 * known meaning.
 */
public final class PacketDecoder {

  /** Attachments a packet may announce. */
  public static final int MAX_ATTACHMENTS = 10;

  private static final int FIRST_BINARY_TYPE = 5;
  private static final int LAST_TYPE = 6;
  private static final Packet.Type[] TYPES = Packet.Type.values();

  private final JsonCodec json;

  // The fields below belong to the one thread that decodes.
  private Packet pending; // waits for attachments; null if none does
  private int announced;
  private final List<byte[]> attachments = new ArrayList<>(0);
  private String broken; // the first complaint; null while all is well

  /**
   * Makes a decoder.
   *
   * @param json reads the payloads
   */
  public PacketDecoder(JsonCodec json) {
    this.json = Objects.requireNonNull(json, "json");
  }

  /**
   * Takes the next message.
   *
   * @param message text or binary, an Engine.IO packet of type {@link EnginePacket.Type#MESSAGE}
   * @return the packet if it is whole; empty while attachments are missing
   * @throws ProtocolException if the message has no place here; the connection must then be closed
   */
  public Optional<Packet> add(EnginePacket message) {
    if (broken != null) {
      throw new ProtocolException(broken);
    }
    try {
      return message.isBinary() ? addBytes(message.bytes()) : addText(message.frame());
    } catch (ProtocolException e) {
      broken = e.getMessage();
      pending = null;
      attachments.clear();
      throw e;
    }
  }

  private Optional<Packet> addBytes(byte[] bytes) {
    if (pending == null) {
      throw new ProtocolException("got binary data when not reconstructing a packet");
    }
    attachments.add(bytes);
    if (attachments.size() < announced) {
      return Optional.empty();
    }
    Packet packet =
        new Packet(pending.type(), pending.nsp(), pending.id(), putBack(pending.data()));
    pending = null;
    attachments.clear();
    return Optional.of(packet);
  }

  private Optional<Packet> addText(String frame) {
    if (pending != null) {
      throw new ProtocolException("got plaintext data when reconstructing a packet");
    }
    announced = 0;
    Packet packet = parse(frame);
    if (announced == 0) {
      return Optional.of(packet);
    }
    pending = packet;
    return Optional.empty();
  }

  // WIRE grammar: type [count "-"] [nsp ","] [id] [json], behind the Engine.IO type digit.
  private Packet parse(String frame) {
    int length = frame.length();
    if (length == 1) {
      throw new ProtocolException("empty packet");
    }
    int digit = frame.charAt(1) - '0';
    if (digit < 0 || digit > LAST_TYPE) {
      throw new ProtocolException(
          "unknown packet type " + (digit >= 0 && digit <= 9 ? String.valueOf(digit) : "NaN"));
    }
    int at = 2;
    if (digit >= FIRST_BINARY_TYPE) {
      int dash = frame.indexOf('-', at);
      announced = count(frame, at, dash);
      at = dash + 1;
    }
    Packet.Type type = TYPES[digit < FIRST_BINARY_TYPE ? digit : digit - 3];

    String nsp = "/";
    if (at < length && frame.charAt(at) == '/') {
      int comma = frame.indexOf(',', at);
      int end = comma < 0 ? length : comma;
      nsp = frame.substring(at, end);
      at = comma < 0 ? length : comma + 1;
    }

    int idStart = at;
    while (at < length && isNumeric(frame.charAt(at))) {
      at++;
    }
    long id = at == idStart ? Packet.NO_ID : id(frame, idStart, at);
    return new Packet(type, nsp, id, at == length ? null : payload(type, frame.substring(at)));
  }

  private static int count(String frame, int start, int dash) {
    if (dash <= start) {
      throw new ProtocolException("Illegal attachments");
    }
    int count = 0;
    for (int i = start; i < dash; i++) {
      char c = frame.charAt(i);
      if (c < '0' || c > '9') {
        throw new ProtocolException("Illegal attachments");
      }
      count = Math.min(count * 10 + c - '0', MAX_ATTACHMENTS + 1);
    }
    if (count == 0) {
      throw new ProtocolException("Illegal attachments");
    }
    if (count > MAX_ATTACHMENTS) {
      throw new ProtocolException("too many attachments");
    }
    return count;
  }

  /** To JavaScript's {@code Number} white space is a number as well, namely 0. */
  private static boolean isNumeric(char c) {
    return c >= '0' && c <= '9' || isSpace(c);
  }

  private static boolean isSpace(char c) {
    return c == ' '
        || c >= '\t' && c <= '\r'
        || c == '\u00a0'
        || c == '\ufeff'
        || c == '\u2028'
        || c == '\u2029'
        || Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  /** Blank is 0; blanks around digits count for nothing; blanks between them are malformed. */
  private static long id(String frame, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isSpace(frame.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(frame.charAt(end - 1))) {
      end--;
    }
    long id = 0;
    for (int i = start; i < end; i++) {
      int digit = frame.charAt(i) - '0';
      if (digit < 0 || digit > 9 || id > (Long.MAX_VALUE - digit) / 10) {
        throw new ProtocolException("invalid payload");
      }
      id = id * 10 + digit;
    }
    return id;
  }

  private Object payload(Packet.Type type, String text) {
    Object payload;
    try {
      payload = json.parse(text);
    } catch (ProtocolException e) {
      throw new ProtocolException("invalid payload", e);
    }
    boolean valid =
        switch (type) {
          case CONNECT -> payload instanceof Map;
          case DISCONNECT -> false;
          case EVENT -> payload instanceof List<?> list && !list.isEmpty() && isName(list.get(0));
          case ACK -> payload instanceof List;
          case CONNECT_ERROR -> payload instanceof Map || payload instanceof String;
        };
    if (!valid) {
      throw new ProtocolException("invalid payload");
    }
    return payload;
  }

  private static boolean isName(Object name) {
    return name instanceof Number || name instanceof String text && !ReservedEvents.contains(text);
  }

  /** The value with its placeholders replaced; depth is bounded by that of the JSON. */
  private Object putBack(Object value) {
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object element : list) {
        copy.add(putBack(element));
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      if (Boolean.TRUE.equals(map.get("_placeholder"))) {
        return attachment(map.get("num"));
      }
      Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
      map.forEach((key, element) -> copy.put((String) key, putBack(element)));
      return copy;
    }
    return value;
  }

  private byte[] attachment(Object num) {
    if (num instanceof Number number) {
      double index = number.doubleValue();
      if (index >= 0 && index < attachments.size() && index == Math.rint(index)) {
        return attachments.get((int) index);
      }
    }
    throw new ProtocolException("illegal attachments");
  }
}
