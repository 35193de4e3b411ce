package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.SocketDetails;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    return new BroadcastOperator(namespace, options.to(rooms));
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
    return new BroadcastOperator(namespace, options.except(rooms));
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
   * Sets the deadline for acknowledgements and for {@link #fetchSockets}.
   *
   * @param timeout from the moment of the call; more than 2^31-1 ms are taken as that
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
   * Sends an event to the clients addressed, of every node, and collects their answers. It passes
   * beside the log: it has no offset, and no order relative to what {@link #emit} sends. Stages
   * chained to the result run on the executor of the server.
   *
   * <p>With a {@link #timeout}, a client that disconnects without an answer is waited for until the
   * time is over, as in Node. Without one, a client of this node that has disconnected is no longer
   * counted. In a cluster the time is then 5 s, since nobody tells of the clients of other nodes
   * (in Node, by accident, it is 1 ms); where this node is alone, and with {@link #local}, clients
   * may take all the time they want as long as they stay connected. A node that is known to be gone
   * is not waited for.
   *
   * <p>If the other nodes cannot be asked, the clients of this node are sent the event all the
   * same; the result fails when they have answered or the time is over.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, null for an answer without
   *     arguments, in the order of arrival; exceptionally with an {@link AckTimeoutException} when
   *     the time is over, or with another {@link PartialResponseException} when the other nodes
   *     could not be asked; both carry the answers that came
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  public CompletionStage<List<Object>> emitWithAck(String event, Object... args) {
    return ask(event, args);
  }

  /** The answer of the one client addressed. */
  CompletionStage<Object> emitWithOneAck(String event, Object... args) {
    return ask(event, args)
        .map(
            responses -> {
              if (responses.isEmpty()) {
                throw new SocketIoException("no node has the socket any more");
              }
              return responses.get(0);
            });
  }

  private ManagedFuture<List<Object>> ask(String event, Object[] args) {
    JsonCodec json = namespace.server().json();
    Packet packet = Events.packet(namespace.name(), Packet.NO_ID, event, args, json);
    return BroadcastAck.send(namespace, options, packet);
  }

  /**
   * Finds the sockets addressed, on all nodes. Stages chained to the result run on the executor of
   * the server.
   *
   * @return completes with the sockets of this node and then those of the others, in the order of
   *     arrival; exceptionally with a {@link RequestTimeoutException} when the {@link #timeout}, 5
   *     s by default, is over, or with another {@link PartialResponseException} when the other
   *     nodes could not be asked; both carry the sockets that were found
   */
  public CompletionStage<List<RemoteSocket>> fetchSockets() {
    Server server = namespace.server();
    List<RemoteSocket> own = namespace.targets(options).stream().map(RemoteSocket::of).toList();
    if (options.isLocal()) {
      return ManagedFuture.of(CompletableFuture.completedFuture(own), server.executor());
    }
    return Inquiry.start(
        server,
        new ClusterRequest.FetchSockets(namespace.name(), options),
        options.timeout().orElse(Inquiry.PATIENCE),
        own,
        this::remoteSockets);
  }

  private List<RemoteSocket> remoteSockets(ClusterResponse response) {
    List<RemoteSocket> sockets = new ArrayList<>();
    if (response instanceof ClusterResponse.Sockets found) {
      for (SocketDetails details : found.sockets()) {
        try {
          sockets.add(RemoteSocket.of(details, namespace));
        } catch (RuntimeException e) { // another node may say anything
          LOG.warning("a socket of another node cannot be understood; left out", e);
        }
      }
    }
    return sockets;
  }

  /**
   * Makes the sockets addressed join rooms, on all nodes.
   *
   * @param rooms their names
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void socketsJoin(String... rooms) {
    tell(new ClusterMessage.SocketsJoin(namespace.name(), options, set(rooms)));
  }

  /**
   * Makes the sockets addressed leave rooms, on all nodes.
   *
   * @param rooms their names
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void socketsLeave(String... rooms) {
    tell(new ClusterMessage.SocketsLeave(namespace.name(), options, set(rooms)));
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

  private BroadcastOperator flag(String name, Object value) {
    return new BroadcastOperator(namespace, options.flag(name, value));
  }

  private static Set<String> set(String... rooms) {
    return BroadcastOptions.ALL.to(rooms).rooms();
  }
}
