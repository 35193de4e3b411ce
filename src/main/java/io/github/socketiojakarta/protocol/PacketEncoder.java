package io.github.socketiojakarta.protocol;

import java.util.List;

/** Writes Socket.IO packets as Engine.IO messages: one text, then the attachments. Pure. */
public final class PacketEncoder {

  private PacketEncoder() {}

  /**
   * Writes a packet.
   *
   * @param packet the packet, its data a plain value
   * @return the messages, to be sent one directly behind the other
   * @throws SocketIoException if the data is no plain value
   */
  public static List<EnginePacket> encode(Packet packet) {
    throw new UnsupportedOperationException();
  }
}
