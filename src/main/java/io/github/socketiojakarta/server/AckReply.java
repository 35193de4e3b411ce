package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.Packet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The answer to one event of a client. */
final class AckReply implements Ack {

  private final Socket socket;
  private final long id;
  private final AtomicBoolean sent = new AtomicBoolean();

  AckReply(Socket socket, long id) {
    this.socket = socket;
    this.id = id;
  }

  @Override
  public void send(Object... args) {
    if (!isRequested()) {
      return;
    }
    List<Object> plain = EventData.plain(args, socket.namespace().server().json());
    if (sent.compareAndSet(false, true)) {
      socket.write(new Packet(Packet.Type.ACK, socket.namespace().name(), id, plain));
    }
  }

  @Override
  public boolean isRequested() {
    return id != Packet.NO_ID;
  }
}
