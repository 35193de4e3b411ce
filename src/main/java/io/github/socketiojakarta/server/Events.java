package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ReservedEvents;
import java.util.List;

/** Puts an application's event into a packet. */
final class Events {

  private Events() {}

  /**
   * Makes an EVENT.
   *
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the name is reserved or an
   *     argument cannot be written
   */
  static Packet packet(String nsp, long id, String event, Object[] args, JsonCodec json) {
    List<Object> data = EventData.of(event, args, ReservedEvents.NAMES, json);
    return new Packet(Packet.Type.EVENT, nsp, id, data);
  }

  /** The same packets, with the sender's wish about compression. */
  static List<EnginePacket> compress(List<EnginePacket> packets, boolean compress) {
    return compress ? packets : packets.stream().map(packet -> packet.compress(false)).toList();
  }
}
