package io.github.socketiojakarta.protocol;

import java.util.Objects;

/**
 * One Socket.IO packet, attachments already put in their places. Its data is a <em>plain
 * value</em>: null, {@link Boolean}, {@link String}, {@link Number}, {@code byte[]}, {@link
 * java.time.Instant}, {@code List<Object>} or {@code Map<String, Object>} of such; see {@link
 * JsonCodec}.
 *
 * @param type the type; the binary types are an affair of the wire and do not occur here
 * @param nsp the namespace, {@code "/"} for the main one
 * @param id the acknowledgement id, {@link #NO_ID} if there is none
 * @param data for EVENT and ACK a list (null if the packet had no payload), for CONNECT a map or
 *     null, for CONNECT_ERROR a map or a string, for DISCONNECT null
 */
public record Packet(Type type, String nsp, long id, Object data) {

  /** Stands for "no acknowledgement id". */
  public static final long NO_ID = -1;

  /**
   * The packet types of Socket.IO 5 without their binary twins; the ordinal is the digit on the
   * wire.
   */
  public enum Type {
    /** Asks to join a namespace, and confirms it. */
    CONNECT,
    /** Leaves a namespace. */
    DISCONNECT,
    /** An event with its arguments. */
    EVENT,
    /** The answer to an event. */
    ACK,
    /** Refuses a CONNECT. */
    CONNECT_ERROR
  }

  /** Checks what must not be absent. */
  public Packet {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(nsp, "nsp");
  }

  /**
   * A packet without acknowledgement id.
   *
   * @param type its type
   * @param nsp its namespace
   * @param data its data, a plain value
   */
  public Packet(Type type, String nsp, Object data) {
    this(type, nsp, NO_ID, data);
  }

  /**
   * Whether the sender wants an acknowledgement, or, on an ACK, which event it answers.
   *
   * @return true if there is an id
   */
  public boolean hasId() {
    return id != NO_ID;
  }
}
