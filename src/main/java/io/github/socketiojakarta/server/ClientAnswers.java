package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sends another node's event to the clients of this one, and their answers back to it. */
final class ClientAnswers implements Acks.Receiver {

  /** Answers are waited for so much longer than the node that asks: the way there takes time. */
  static final Duration SLACK = Duration.ofSeconds(5);

  private final long id;
  private final List<Socket> targets;
  private final Consumer<ClusterResponse> reply;
  private final AtomicInteger missing;
  private final Timer.Timeout deadline;

  private ClientAnswers(
      Server server,
      Duration patience,
      long id,
      List<Socket> targets,
      Consumer<ClusterResponse> reply) {
    this.id = id;
    this.targets = targets;
    this.reply = reply;
    this.missing = new AtomicInteger(targets.size());
    this.deadline = server.timer().schedule(patience, this::forget);
  }

  /** Says how many clients there are, then what each of them answers. */
  static void send(
      Namespace namespace,
      ClusterRequest.BroadcastWithAck request,
      Consumer<ClusterResponse> reply) {
    BroadcastOptions options = request.options();
    List<Socket> targets = namespace.targets(options);
    if (targets.isEmpty()) {
      reply.accept(new ClusterResponse.ClientCount(0));
      return;
    }
    long id = namespace.nextAckId();
    List<EnginePacket> packets;
    try {
      Packet packet = new Packet(Packet.Type.EVENT, namespace.name(), id, request.packet().data());
      packets = Events.compress(PacketEncoder.encode(packet), options.compress());
    } catch (RuntimeException e) {
      reply.accept(new ClusterResponse.ClientCount(0)); // or the other node would wait in vain
      throw e;
    }
    reply.accept(new ClusterResponse.ClientCount(targets.size()));
    Duration patience = options.timeout().orElse(Inquiry.PATIENCE).plus(SLACK);
    new ClientAnswers(namespace.server(), patience, id, targets, reply)
        .deliver(packets, options.isVolatile());
  }

  private void deliver(List<EnginePacket> packets, boolean droppable) {
    for (Socket socket : targets) {
      if (socket.acks().add(id, this) && !socket.write(packets, droppable)) {
        socket.acks().drop(id, "the event was not sent");
      }
    }
  }

  private void forget() {
    targets.forEach(socket -> socket.acks().forget(id));
  }

  @Override
  public void onAnswer(List<Object> args) {
    reply.accept(new ClusterResponse.ClientAnswer(BroadcastAck.first(args)));
    countDown();
  }

  @Override
  public void onGone(String why) {
    countDown(); // and no word to the other node, which waits until its time is over, as with Node
  }

  private void countDown() {
    if (missing.decrementAndGet() == 0) {
      deadline.cancel();
    }
  }
}
