package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Collects the answers of several clients to one event: of those of this node, and of those the
 * other nodes speak for.
 */
final class BroadcastAck implements Acks.Receiver {

  private final Server server;
  private final BroadcastOptions options;
  private final long id;
  private final List<Socket> targets;
  private final boolean isSingle;
  private final ManagedFuture<List<Object>> result;

  private final Object lock = new Object();
  private final List<Object> responses = new ArrayList<>(); // guarded by lock
  private int missing; // sockets of this node, and one for the other nodes; guarded by lock
  private Throwable failure; // why the other nodes were not asked, or null; guarded by lock

  private BroadcastAck(Server server, BroadcastOptions options, long id, List<Socket> targets) {
    this.server = server;
    this.options = options;
    this.id = id;
    this.targets = targets;
    this.isSingle = Boolean.TRUE.equals(options.flags().get("expectSingleResponse"));
    this.result = new ManagedFuture<>(server.executor());
    this.missing = targets.size() + 1;
  }

  /** Sends an event to all addressed and collects what they answer. */
  static ManagedFuture<List<Object>> send(
      Namespace namespace, BroadcastOptions options, Packet packet) {
    long id = namespace.nextAckId(); // each node has its own ids, so the others get the bare packet
    Packet ours = new Packet(packet.type(), packet.nsp(), id, packet.data());
    List<EnginePacket> packets = Events.compress(PacketEncoder.encode(ours), options.compress());
    Server server = namespace.server();
    BroadcastAck ack = new BroadcastAck(server, options, id, namespace.targets(options));
    ClusterCall call = ClusterCall.NONE;
    Optional<Duration> timeout = options.timeout();
    if (!options.isLocal() && server.adapter().isCluster()) {
      ClusterRequest request = new ClusterRequest.BroadcastWithAck(packet, options);
      call = Inquiry.ask(server, request, ack::onResponse);
      timeout = timeout.or(() -> Optional.of(Inquiry.PATIENCE)); // nobody tells if a node hangs
    }
    ack.result.onDone(call::giveUp); // matters if the time is over
    timeout.ifPresent(ack::limit);
    ack.deliver(packets);
    ack.result.onDone(ack::forget); // only now, so that nothing is added behind it
    call.done().whenComplete((done, why) -> ack.onNodesDone(why));
    return ack.result;
  }

  private void deliver(List<EnginePacket> packets) {
    for (Socket socket : targets) {
      if (socket.acks().add(id, this) && !socket.write(packets, options.isVolatile())) {
        socket.acks().drop(id, "the event was not sent");
      }
    }
  }

  private void forget() {
    targets.forEach(socket -> socket.acks().forget(id));
  }

  private void limit(Duration delay) {
    Timer.Timeout deadline = server.timer().schedule(delay, this::onTimeout);
    result.onDone(deadline::cancel);
  }

  private void onTimeout() {
    List<Object> answers;
    Throwable why;
    synchronized (lock) {
      answers = snapshot();
      why = failure;
    }
    result.completeExceptionally(
        why == null
            ? new AckTimeoutException(answers)
            : PartialResponseException.unreachable(answers, why));
  }

  @Override
  public void onAnswer(List<Object> args) {
    add(first(args));
    countDown();
  }

  @Override
  public void onGone(String why) {
    if (options.timeout().isEmpty()) { // else as in Node, which waits until the time is over
      countDown();
    }
  }

  private void onResponse(ClusterResponse response) {
    if (response instanceof ClusterResponse.ClientAnswer answer) {
      add(answer.value());
    }
  }

  private void add(Object response) {
    synchronized (lock) {
      responses.add(response);
    }
    if (isSingle) { // who has not the socket need not be waited for
      result.complete(Collections.singletonList(response));
    }
  }

  private void onNodesDone(Throwable why) {
    if (why != null) {
      synchronized (lock) {
        failure = ManagedFuture.cause(why);
      }
    }
    countDown();
  }

  private void countDown() {
    List<Object> complete;
    Throwable why;
    synchronized (lock) {
      if (--missing != 0) {
        return;
      }
      complete = snapshot();
      why = failure;
    }
    if (why == null) {
      result.complete(complete);
    } else {
      result.completeExceptionally(PartialResponseException.unreachable(complete, why));
    }
  }

  /** What stands for the answer of a client: its first argument. */
  static Object first(List<Object> args) {
    return args.isEmpty() ? null : args.get(0);
  }

  /** Answers may be null, so List.copyOf would not do. */
  private List<Object> snapshot() {
    return Collections.unmodifiableList(new ArrayList<>(responses));
  }
}
