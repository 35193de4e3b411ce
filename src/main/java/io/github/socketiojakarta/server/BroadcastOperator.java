package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketEncoder;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whom to address and how; each method gives a new operator. Immutable. */
public final class BroadcastOperator {

  private static final BoundedLog LOG = new BoundedLog(BroadcastOperator.class);

  private final Namespace namespace;
  private final BroadcastOptions options;

  BroadcastOperator(Namespace namespace, BroadcastOptions options) {
    this.namespace = namespace;
    this.options = options;
  }

  /**
   * Addresses rooms besides those addressed already. An operator that addresses no room at all
   * addresses everyone.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator to(String... rooms) {
    return new BroadcastOperator(
        namespace,
        new BroadcastOptions(union(options.rooms(), rooms), options.except(), options.flags()));
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves out the members of rooms.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator except(String... rooms) {
    return new BroadcastOperator(
        namespace,
        new BroadcastOptions(options.rooms(), union(options.except(), rooms), options.flags()));
  }

  /**
   * Stays on this node.
   *
   * @return a new operator
   */
  public BroadcastOperator local() {
    return flag("local", true);
  }

  /**
   * Lets the packet be dropped for clients that cannot take it at once; Node's {@code volatile}.
   *
   * @return a new operator
   */
  public BroadcastOperator asVolatile() {
    return flag("volatile", true);
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return a new operator
   */
  public BroadcastOperator compress(boolean compress) {
    return flag("compress", compress);
  }

  /**
   * Sets the deadline for acknowledgements.
   *
   * @param timeout from the moment of the call
   * @return a new operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    return flag("timeout", timeout.toMillis());
  }

  /**
   * Sends an event to the clients addressed. It reaches the clients of every node, this one
   * included, in the order of the log. Stages chained to the result run on the executor of the
   * server.
   *
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @return completes when it was delivered on this node, with its offset in the log if it has one;
   *     exceptionally with a {@link io.github.socketiojakarta.adapter.PublishException} when it was
   *     given up
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the name is reserved or an
   *     argument cannot be written
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    Server server = namespace.server();
    Packet packet = Events.packet(namespace.name(), Packet.NO_ID, event, args, server.json());
    return ManagedFuture.of(
        dispatch(new ClusterMessage.Broadcast(packet, options)), server.executor());
  }

  /**
   * Sends an event to the clients addressed and collects their answers. Needs {@link #local} unless
   * this node is alone. Stages chained to the result run on the executor of the server.
   *
   * <p>With a {@link #timeout}, a client that disconnects without an answer is waited for until the
   * time is over, as in Node. Without one it is no longer counted, so that the result never hangs
   * on clients that have gone; as long as they stay connected, they may take all the time they
   * want.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival;
   *     exceptionally with an {@link AckTimeoutException}, which carries the answers that came,
   *     when the {@link #timeout} is over
   * @throws SocketIoException if the name is reserved, an argument cannot be written, or the
   *     answers of other nodes would be needed
   */
  public CompletionStage<List<Object>> emitWithAck(String event, Object... args) {
    Server server = namespace.server();
    if (server.adapter().isCluster() && !options.isLocal()) {
      throw new SocketIoException(
          "acknowledgements are not available across nodes yet; use local()");
    }
    long id = namespace.nextAckId();
    Packet packet = Events.packet(namespace.name(), id, event, args, server.json());
    List<EnginePacket> packets = Events.compress(PacketEncoder.encode(packet), options.compress());
    BroadcastAck ack = new BroadcastAck(server, id, namespace.targets(options), timeout());
    ack.send(packets, options.isVolatile());
    return ack.result();
  }

  /**
   * Makes the sockets addressed join rooms, on all nodes.
   *
   * @param rooms their names
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void socketsJoin(String... rooms) {
    tell(new ClusterMessage.SocketsJoin(namespace.name(), options, union(Set.of(), rooms)));
  }

  /**
   * Makes the sockets addressed leave rooms, on all nodes.
   *
   * @param rooms their names
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void socketsLeave(String... rooms) {
    tell(new ClusterMessage.SocketsLeave(namespace.name(), options, union(Set.of(), rooms)));
  }

  /**
   * Disconnects the sockets addressed, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void disconnectSockets(boolean close) {
    tell(new ClusterMessage.DisconnectSockets(namespace.name(), options, close));
  }

  private void tell(ClusterMessage message) {
    dispatch(message)
        .whenComplete(
            (offset, failure) -> {
              if (failure != null) {
                LOG.warning("a message to the cluster was given up: " + message, failure);
              }
            });
  }

  /** Through the log, so that all nodes see one order; or directly if it stays here. */
  private CompletionStage<Optional<Offset>> dispatch(ClusterMessage message) {
    if (options.isLocal()) {
      namespace.apply(message);
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return namespace.server().adapter().publish(message);
  }

  private Optional<Duration> timeout() {
    return options.flags().get("timeout") instanceof Number millis
        ? Optional.of(Duration.ofMillis(millis.longValue()))
        : Optional.empty();
  }

  private BroadcastOperator flag(String name, Object value) {
    Map<String, Object> flags = new LinkedHashMap<>(options.flags());
    flags.put(name, value);
    return new BroadcastOperator(
        namespace, new BroadcastOptions(options.rooms(), options.except(), flags));
  }

  private static Set<String> union(Set<String> names, String... more) {
    Set<String> union = new LinkedHashSet<>(names);
    for (String name : more) {
      union.add(Objects.requireNonNull(name, "the name of a room must not be null"));
    }
    return union;
  }
}
