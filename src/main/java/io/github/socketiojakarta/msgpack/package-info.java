/**
 * MessagePack as Node's {@code @msgpack/msgpack} 2.8 has it, behind {@link
 * io.github.socketiojakarta.msgpack.MsgPack}: what Node's Redis adapter puts into channels, saved
 * sessions, and stream entries that hold bytes. The library msgpack-core occurs nowhere else. This
 * package imports {@code protocol} only.
 *
 * <p>Threads: pure functions.
 *
 * <pre>{@code
 * byte[] bytes = MsgPack.write(Map.of("packet", List.of("hello", new byte[] {1, 2})));
 * Object plain = MsgPack.read(bytes);
 * }</pre>
 */
package io.github.socketiojakarta.msgpack;
