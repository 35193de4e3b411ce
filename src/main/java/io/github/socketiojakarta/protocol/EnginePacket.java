package io.github.socketiojakarta.protocol;

import java.util.Objects;

/**
 * One Engine.IO packet, immutable. A text packet keeps the text it has on the wire (type digit
 * first), so that a packet that goes to many sockets is put together once. Only a {@link
 * Type#MESSAGE} can be binary.
 *
 * <p>The byte array of a binary packet is shared, not copied: neither side may change it.
 */
public final class EnginePacket {

  /** The packet types of Engine.IO; the ordinal is the digit on the wire. */
  public enum Type {
    /** Sent once by the server, with the handshake as JSON. */
    OPEN,
    /** Asks the other side to close the transport. */
    CLOSE,
    /** Heartbeat question; the server asks in protocol 4. */
    PING,
    /** Heartbeat answer. */
    PONG,
    /** Carries a Socket.IO packet or an attachment. */
    MESSAGE,
    /** Ends an upgrade: the client has moved to the new transport. */
    UPGRADE,
    /** Releases a pending poll while an upgrade goes on. */
    NOOP;

    private static final Type[] VALUES = values();

    /**
     * The type of a digit on the wire.
     *
     * @param digit {@code '0'} to {@code '6'}
     * @return the type
     * @throws ProtocolException for any other character
     */
    public static Type of(char digit) {
      if (digit < '0' || digit > '6') {
        throw new ProtocolException("unknown packet type");
      }
      return VALUES[digit - '0'];
    }
  }

  private static final EnginePacket[] EMPTY = new EnginePacket[Type.values().length];

  static {
    for (Type type : Type.values()) {
      EMPTY[type.ordinal()] = new EnginePacket(type, String.valueOf(type.ordinal()), null, true);
    }
  }

  private final Type type;
  private final String frame;
  private final byte[] bytes;
  private final boolean compress;

  private EnginePacket(Type type, String frame, byte[] bytes, boolean compress) {
    this.type = type;
    this.frame = frame;
    this.bytes = bytes;
    this.compress = compress;
  }

  /**
   * A packet without data.
   *
   * @param type its type
   * @return the packet
   */
  public static EnginePacket of(Type type) {
    return EMPTY[type.ordinal()];
  }

  /**
   * A text packet.
   *
   * @param type its type
   * @param data its text
   * @return the packet
   */
  public static EnginePacket of(Type type, String data) {
    return data.isEmpty() ? of(type) : new EnginePacket(type, type.ordinal() + data, null, true);
  }

  /**
   * A text packet as it came off the wire.
   *
   * @param frame type digit and data
   * @return the packet
   * @throws ProtocolException when the first character is no type digit
   */
  public static EnginePacket ofFrame(String frame) {
    if (frame.isEmpty()) {
      throw new ProtocolException("empty packet");
    }
    Type type = Type.of(frame.charAt(0));
    return frame.length() == 1 ? of(type) : new EnginePacket(type, frame, null, true);
  }

  /**
   * A text message.
   *
   * @param data its text
   * @return the packet
   */
  public static EnginePacket message(String data) {
    return of(Type.MESSAGE, data);
  }

  /**
   * A binary message.
   *
   * @param data its bytes, not copied
   * @return the packet
   */
  public static EnginePacket message(byte[] data) {
    return new EnginePacket(Type.MESSAGE, null, Objects.requireNonNull(data, "data"), true);
  }

  /**
   * The same packet with another wish for compression.
   *
   * @param wish whether the transport may compress it; true unless said otherwise
   * @return the packet
   */
  public EnginePacket compress(boolean wish) {
    return wish == compress ? this : new EnginePacket(type, frame, bytes, wish);
  }

  /**
   * The packet's type.
   *
   * @return the type
   */
  public Type type() {
    return type;
  }

  /**
   * Whether this is a binary message.
   *
   * @return true if {@link #bytes()} may be called, false if {@link #frame()} and {@link #data()}
   *     may
   */
  public boolean isBinary() {
    return bytes != null;
  }

  /**
   * The whole text packet as it is on a WebSocket: type digit and data.
   *
   * @return the text
   * @throws IllegalStateException for a binary packet
   */
  public String frame() {
    if (frame == null) {
      throw new IllegalStateException("a binary packet has no text");
    }
    return frame;
  }

  /**
   * The text after the type digit.
   *
   * @return the text, empty if there is none
   * @throws IllegalStateException for a binary packet
   */
  public String data() {
    return frame().substring(1);
  }

  /**
   * The bytes of a binary message; not a copy.
   *
   * @return the bytes
   * @throws IllegalStateException for a text packet
   */
  public byte[] bytes() {
    if (bytes == null) {
      throw new IllegalStateException("a text packet has no bytes");
    }
    return bytes;
  }

  /**
   * What the packet counts against a buffer's bound: bytes, or characters of text.
   *
   * @return the size
   */
  public int size() {
    return bytes != null ? bytes.length : frame.length();
  }

  /**
   * Whether the transport may compress this packet.
   *
   * @return the wish of the sender, true unless said otherwise
   */
  public boolean compress() {
    return compress;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnginePacket that
        && type == that.type
        && Objects.equals(frame, that.frame)
        && java.util.Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, frame, java.util.Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return bytes != null ? type + "(" + bytes.length + " bytes)" : type + "(" + data() + ")";
  }
}
