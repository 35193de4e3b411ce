package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.nio.ByteBuffer;
import java.util.List;

/** Plain values that can be had as bytes. */
final class PlainBytes {

  private PlainBytes() {}

  /** The bytes; an array of numbers, which is how plain JSON-B writes them, will do. */
  static byte[] of(Object plain) {
    if (plain == null) {
      return null;
    }
    if (plain instanceof byte[] bytes) {
      return bytes;
    }
    if (!(plain instanceof List<?> list)) {
      throw new SocketIoException("bytes wanted");
    }
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      if (!(list.get(i) instanceof Long number) || number < Byte.MIN_VALUE || number > 255) {
        throw new SocketIoException("bytes wanted, or an array of numbers from -128 to 255");
      }
      bytes[i] = number.byteValue();
    }
    return bytes;
  }

  static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
