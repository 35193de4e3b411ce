package io.github.socketiojakarta.protocol;

import java.util.List;

/**
 * Reads and writes the payloads of long-polling, protocol 4: packets joined by U+001E, bytes as
 * base64. Pure.
 */
public final class EngineCodec {

  private EngineCodec() {}

  /**
   * What a payload held.
   *
   * @param packets the packets before the first bad one
   * @param malformed whether there was a bad one
   */
  public record Payload(List<EnginePacket> packets, boolean malformed) {}

  /**
   * Writes a payload.
   *
   * @param packets at least one packet
   * @return the text
   */
  public static String encodePayload(List<EnginePacket> packets) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a payload up to its first bad packet.
   *
   * @param payload the text
   * @return what it held
   */
  public static Payload decodePayload(String payload) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads one packet of a text context: a WebSocket text frame or a part of a payload.
   *
   * @param text the text; {@code b} and base64 is a binary message
   * @return the packet
   * @throws ProtocolException if it is none
   */
  public static EnginePacket decode(String text) {
    throw new UnsupportedOperationException();
  }
}
