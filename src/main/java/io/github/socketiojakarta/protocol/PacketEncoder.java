package io.github.socketiojakarta.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes Socket.IO packets as Engine.IO messages: one text, then the attachments. Pure; safe for
 * use by many threads.
 *
 * <p>Whether an event's name is {@linkplain ReservedEvents reserved} is for the emitting side to
 * check.
 */
public final class PacketEncoder {

  private static final int BINARY_EVENT = 5;
  private static final int BINARY_ACK = 6;

  private PacketEncoder() {}

  /**
   * Writes a packet. Bytes in the data of an EVENT or ACK make it a BINARY_EVENT or BINARY_ACK:
   * each byte array, depth first, leaves a placeholder and follows as a message of its own.
   *
   * @param packet the packet, its data a plain value
   * @return the messages, to be sent one directly behind the other; the byte arrays are those of
   *     the packet, not copies
   * @throws SocketIoException if the data is no plain value, or holds bytes in a packet that can
   *     have none
   */
  public static List<EnginePacket> encode(Packet packet) {
    StringBuilder out = new StringBuilder();
    out.append((char) ('0' + EnginePacket.Type.MESSAGE.ordinal()));
    out.append((char) ('0' + packet.type().ordinal()));
    if (!packet.nsp().equals("/")) {
      out.append(packet.nsp()).append(',');
    }
    if (packet.hasId()) {
      out.append(packet.id());
    }
    List<byte[]> attachments = mayCarryBytes(packet) ? new ArrayList<>(0) : null;
    if (packet.data() != null) {
      JsonWriter.append(out, packet.data(), attachments);
    }
    if (attachments == null || attachments.isEmpty()) {
      return List.of(EnginePacket.ofFrame(out.toString()));
    }
    int type = packet.type() == Packet.Type.EVENT ? BINARY_EVENT : BINARY_ACK;
    out.setCharAt(1, (char) ('0' + type));
    out.insert(2, attachments.size() + "-"); // the number is known only now
    List<EnginePacket> messages = new ArrayList<>(1 + attachments.size());
    messages.add(EnginePacket.ofFrame(out.toString()));
    for (byte[] bytes : attachments) {
      messages.add(EnginePacket.message(bytes));
    }
    return messages;
  }

  private static boolean mayCarryBytes(Packet packet) {
    return packet.type() == Packet.Type.EVENT || packet.type() == Packet.Type.ACK;
  }
}
