package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ReservedEvents;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Puts an application's event into a packet. */
final class Events {

  private Events() {}

  /**
   * Makes an EVENT.
   *
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  static Packet packet(String nsp, long id, String event, Object[] args, JsonCodec json) {
    Objects.requireNonNull(event, "the name of an event must not be null");
    if (ReservedEvents.contains(event)) {
      throw new SocketIoException("\"" + event + "\" is a reserved event name");
    }
    List<Object> data = new ArrayList<>();
    data.add(event);
    data.addAll(plain(args, json));
    return new Packet(Packet.Type.EVENT, nsp, id, Collections.unmodifiableList(data));
  }

  /** The same packets, with the sender's wish about compression. */
  static List<EnginePacket> compress(List<EnginePacket> packets, boolean compress) {
    return compress ? packets : packets.stream().map(packet -> packet.compress(false)).toList();
  }

  /** Arguments as plain values; a null array is one null, as {@code emit("x", null)} means it. */
  static List<Object> plain(Object[] args, JsonCodec json) {
    List<Object> plain = new ArrayList<>();
    for (Object arg : args == null ? Collections.singletonList(null) : Arrays.asList(args)) {
      plain.add(json.toPlain(arg));
    }
    return plain;
  }
}
