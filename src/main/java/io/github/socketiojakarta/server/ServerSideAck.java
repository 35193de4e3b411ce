package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.JsonCodec;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The answer to one event of another node: the first argument only, as in Node. */
final class ServerSideAck implements Ack {

  private final boolean requested;
  private final JsonCodec json;
  private final Consumer<ClusterResponse> reply;
  private final AtomicBoolean sent = new AtomicBoolean();

  ServerSideAck(boolean requested, JsonCodec json, Consumer<ClusterResponse> reply) {
    this.requested = requested;
    this.json = json;
    this.reply = reply;
  }

  @Override
  public void send(Object... args) {
    if (!requested) {
      return;
    }
    Object value = BroadcastAck.first(EventData.plain(args, json));
    if (sent.compareAndSet(false, true)) {
      reply.accept(new ClusterResponse.ServerAnswer(value));
    }
  }

  @Override
  public boolean isRequested() {
    return requested;
  }
}
