package io.github.socketiojakarta.protocol;

import java.util.Optional;

/**
 * Reads Socket.IO packets from the Engine.IO messages of one connection, in order. For one thread
 * at a time.
 */
public final class PacketDecoder {

  /** Attachments a packet may announce. */
  public static final int MAX_ATTACHMENTS = 10;

  /**
   * Makes a decoder.
   *
   * @param json reads the payloads
   */
  public PacketDecoder(JsonCodec json) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes the next message.
   *
   * @param message text or binary
   * @return the packet if it is whole; empty while attachments are missing
   * @throws ProtocolException if the message has no place here; the connection must then be closed
   */
  public Optional<Packet> add(EnginePacket message) {
    throw new UnsupportedOperationException();
  }
}
