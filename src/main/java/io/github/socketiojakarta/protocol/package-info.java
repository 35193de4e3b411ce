/**
 * Both wire grammars, Engine.IO 4 and Socket.IO 5, as values and pure functions.
 *
 * <p>It imports nothing of this library; every other package may import it. {@link
 * io.github.socketiojakarta.protocol.JsonCodec} is its one seam: the JSON library behind it is
 * chosen elsewhere.
 *
 * <p>Threads: the codecs are stateless and free for all threads, the values are immutable, and a
 * {@link io.github.socketiojakarta.protocol.PacketDecoder} belongs to one connection and to one
 * thread at a time.
 *
 * <pre>{@code
 * Packet event = new Packet(Packet.Type.EVENT, "/chat", List.of("message", "hello"));
 * List<EnginePacket> wire = PacketEncoder.encode(event);     // 42/chat,["message","hello"]
 *
 * PacketDecoder decoder = new PacketDecoder(json);
 * Optional<Packet> packet = decoder.add(wire.get(0));        // equal to event
 * }</pre>
 */
package io.github.socketiojakarta.protocol;
