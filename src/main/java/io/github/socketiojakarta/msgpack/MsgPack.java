package io.github.socketiojakarta.msgpack;

import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;

/**
 * Plain values (see {@link io.github.socketiojakarta.protocol.JsonCodec}) to and from MessagePack,
 * as {@code @msgpack/msgpack} 2.8 of Node writes and reads it.
 *
 * <p>Pure; safe for use by many threads.
 */
public final class MsgPack {

  /**
   * How deep a value may nest that is to be written, the innermost scalar counted: Node refuses
   * what is deeper.
   */
  public static final int MAX_WRITE_DEPTH = 100;

  private MsgPack() {}

  /**
   * Writes a value, byte for byte as Node does: integers within ±(2<sup>53</sup>−1) in their
   * smallest form whatever their Java type, all other numbers as float64, keys in JavaScript's
   * order, an {@link java.time.Instant} as the timestamp extension in milliseconds.
   *
   * @param plain the value
   * @return the bytes
   * @throws SocketIoException if it holds what is no plain value, or nests deeper than {@link
   *     #MAX_WRITE_DEPTH}; the message says where
   */
  public static byte[] write(Object plain) {
    return MsgPackWriter.write(plain);
  }

  /**
   * Reads one value. Every format is taken; integers keep all their 64 bits. Nothing is allocated
   * on the word of a length field, so that the memory taken is bounded by the length of the input.
   *
   * @param bytes the bytes, from anybody
   * @return the value
   * @throws ProtocolException if the bytes are not exactly one value, or nest absurdly deep
   */
  public static Object read(byte[] bytes) {
    return MsgPackReader.read(bytes);
  }
}
