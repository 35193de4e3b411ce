package io.github.socketiojakarta.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads and writes the payloads of long-polling, protocol 4: packets joined by U+001E, bytes as
 * base64. Pure; safe for use by many threads.
 */
public final class EngineCodec {

  private static final char SEPARATOR = '\u001e';
  private static final char BINARY = 'b';

  private static final byte[] DIGITS = new byte[128];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      DIGITS[alphabet.charAt(i)] = (byte) i;
    }
    DIGITS['-'] = 62;
    DIGITS['_'] = 63;
  }

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
    if (packets.size() == 1 && !packets.get(0).isBinary()) {
      return packets.get(0).frame();
    }
    StringBuilder out = new StringBuilder();
    for (EnginePacket packet : packets) {
      if (!out.isEmpty()) {
        out.append(SEPARATOR);
      }
      if (packet.isBinary()) {
        out.append(BINARY).append(Base64.getEncoder().encodeToString(packet.bytes()));
      } else {
        out.append(packet.frame());
      }
    }
    return out.toString();
  }

  /**
   * Reads a payload up to its first bad packet.
   *
   * @param payload the text
   * @return what it held
   */
  public static Payload decodePayload(String payload) {
    List<EnginePacket> packets = new ArrayList<>();
    int start = 0;
    while (true) {
      int separator = payload.indexOf(SEPARATOR, start);
      int end = separator < 0 ? payload.length() : separator;
      try {
        packets.add(decode(payload.substring(start, end)));
      } catch (ProtocolException e) {
        return new Payload(packets, true);
      }
      if (separator < 0) {
        return new Payload(packets, false);
      }
      start = separator + 1;
    }
  }

  /**
   * Reads one packet of a text context: a WebSocket text frame or a part of a payload.
   *
   * @param text the text; {@code b} and base64 is a binary message. The base64 is read as leniently
   *     as Node does: padding may be missing, the alphabet for URLs is understood, other characters
   *     are passed over
   * @return the packet
   * @throws ProtocolException if it is none
   */
  public static EnginePacket decode(String text) {
    return !text.isEmpty() && text.charAt(0) == BINARY
        ? EnginePacket.message(base64(text))
        : EnginePacket.ofFrame(text);
  }

  /** Reads what follows the first character. */
  private static byte[] base64(String text) {
    byte[] bytes = new byte[(int) ((text.length() - 1) * 3L / 4)];
    int size = 0;
    int bits = 0;
    int held = 0; // how many of the bits are not yet part of a byte
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=') {
        break;
      }
      int digit = c < DIGITS.length ? DIGITS[c] : -1;
      if (digit < 0) {
        continue;
      }
      bits = bits << 6 | digit;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[size++] = (byte) (bits >> held);
      }
    }
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
