package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.PacketEncoder;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A namespace: sockets, rooms and the code that serves them.
 *
 * <p>Safe for use by many threads.
 */
public final class Namespace {

  private static final BoundedLog LOG = new BoundedLog(Namespace.class);

  private final Server server;
  private final String name;
  private final Rooms<Socket> rooms = new Rooms<>();
  private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
  private final List<Consumer<Socket>> connectionListeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ackIds = new AtomicLong();
  private final BroadcastOperator everyone = new BroadcastOperator(this, BroadcastOptions.ALL);
  private final ServerSideEvents serverSide;

  Namespace(Server server, String name) {
    this.server = server;
    this.name = name;
    this.serverSide = new ServerSideEvents(this);
  }

  /**
   * Its name.
   *
   * @return for example {@code "/"}
   */
  public String name() {
    return name;
  }

  /**
   * Adds a middleware behind those that were added before.
   *
   * @param middleware looks at each socket that wants to join
   * @return this
   */
  public Namespace use(Middleware middleware) {
    middlewares.add(Objects.requireNonNull(middleware, "middleware"));
    return this;
  }

  /**
   * Adds a listener for new sockets. It runs on the socket's own managed thread and may block; what
   * it emits follows the CONNECT reply.
   *
   * @param listener told about each socket
   * @return this
   */
  public Namespace onConnection(Consumer<Socket> listener) {
    connectionListeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * The sockets of this node.
   *
   * @return a snapshot
   */
  public Collection<Socket> sockets() {
    return rooms.all();
  }

  /**
   * A socket of this node.
   *
   * @param id its id
   * @return the socket, if it is connected here
   */
  public Optional<Socket> socket(String id) {
    return rooms.find(id);
  }

  /**
   * Addresses rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator to(String... rooms) {
    return everyone.to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator in(String... rooms) {
    return everyone.in(rooms);
  }

  /**
   * Addresses everyone but the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator except(String... rooms) {
    return everyone.except(rooms);
  }

  /**
   * Stays on this node.
   *
   * @return the operator
   */
  public BroadcastOperator local() {
    return everyone.local();
  }

  /**
   * Lets the packet be dropped for clients that cannot take it at once; Node's {@code volatile}.
   *
   * @return the operator
   */
  public BroadcastOperator asVolatile() {
    return everyone.asVolatile();
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return the operator
   */
  public BroadcastOperator compress(boolean compress) {
    return everyone.compress(compress);
  }

  /**
   * Sets the deadline for acknowledgements and for {@code fetchSockets}.
   *
   * @param timeout from the moment of the call
   * @return the operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    return everyone.timeout(timeout);
  }

  /**
   * Sends an event to every client of the namespace; see {@link BroadcastOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when it was delivered on this node
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    return everyone.emit(event, args);
  }

  /**
   * Sends an event to every client of the namespace and collects their answers; see {@link
   * BroadcastOperator#emitWithAck}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival
   */
  public CompletionStage<List<Object>> emitWithAck(String event, Object... args) {
    return everyone.emitWithAck(event, args);
  }

  /**
   * Makes every socket of the namespace join rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsJoin(String... rooms) {
    everyone.socketsJoin(rooms);
  }

  /**
   * Makes every socket of the namespace leave rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsLeave(String... rooms) {
    everyone.socketsLeave(rooms);
  }

  /**
   * Disconnects every socket of the namespace, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   */
  public void disconnectSockets(boolean close) {
    everyone.disconnectSockets(close);
  }

  /**
   * Finds all sockets of the namespace, on all nodes; see {@link BroadcastOperator#fetchSockets}.
   *
   * @return completes with the sockets of this node and then those of the others
   */
  public CompletionStage<List<RemoteSocket>> fetchSockets() {
    return everyone.fetchSockets();
  }

  /**
   * Sends an event to the code of the other nodes; its listeners on this node are not called. See
   * {@link #on}. It passes beside the log and has no order relative to broadcasts. Stages chained
   * to the result run on the executor of the server.
   *
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @return completes when the event was sent; exceptionally with a {@link
   *     io.github.socketiojakarta.adapter.PublishException} when it was given up
   * @throws SocketIoException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}, or an argument cannot be written
   * @throws io.github.socketiojakarta.adapter.PublishException if too many requests wait already
   */
  public CompletionStage<Void> serverSideEmit(String event, Object... args) {
    return serverSide.emit(event, args);
  }

  /**
   * Sends an event to the code of the other nodes and collects their answers for up to 5 s.
   *
   * @param event its name
   * @param args its arguments
   * @return as {@link #serverSideEmitWithAck(Duration, String, Object...)}
   * @throws SocketIoException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}, or an argument cannot be written
   */
  public CompletionStage<List<Object>> serverSideEmitWithAck(String event, Object... args) {
    return serverSideEmitWithAck(Inquiry.PATIENCE, event, args);
  }

  /**
   * Sends an event to the code of the other nodes and collects their answers. A node whose code
   * does not listen to the event, or whose listeners do not answer it, is waited for until the time
   * is over, as in Node; one that is known to be gone is not. Stages chained to the result run on
   * the executor of the server.
   *
   * @param timeout how long answers are waited for, at most 2^31-1 ms; in Node it is always 5 s
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @return completes with the first argument of every answer, null for an answer without
   *     arguments, in the order of arrival, at once if there is no other node; exceptionally with a
   *     {@link RequestTimeoutException} when the time is over, or with another {@link
   *     PartialResponseException} when the other nodes could not be asked; both carry the answers
   *     that came
   * @throws SocketIoException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}, or an argument cannot be written
   */
  public CompletionStage<List<Object>> serverSideEmitWithAck(
      Duration timeout, String event, Object... args) {
    return serverSide.emitWithAck(timeout, event, args);
  }

  /**
   * Adds a listener for an event that the code of other nodes sends with {@link #serverSideEmit}.
   * It runs on a managed thread, in order: one call at a time in this namespace. It may block;
   * while it does, up to 10,000 events wait. Of the answer the first argument goes out.
   *
   * @param event its name
   * @param listener takes it
   * @return this
   * @throws SocketIoException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}; for the first two see {@link #onConnection}
   */
  public Namespace on(String event, EventListener listener) {
    serverSide.on(event, listener);
    return this;
  }

  /**
   * Removes a listener that was added by {@link #on}.
   *
   * @param event its name
   * @param listener what was added
   * @return this
   */
  public Namespace off(String event, EventListener listener) {
    serverSide.off(event, listener);
    return this;
  }

  /**
   * How many nodes have this namespace. Stages chained to the result run on the executor of the
   * server.
   *
   * @return completes with the number, this node included; exceptionally with a {@link
   *     io.github.socketiojakarta.adapter.PublishException} when the cluster is out of reach
   */
  public CompletionStage<Integer> serverCount() {
    return ManagedFuture.of(server.adapter().serverCount(name), server.executor());
  }

  Server server() {
    return server;
  }

  ServerSideEvents serverSide() {
    return serverSide;
  }

  Rooms<Socket> rooms() {
    return rooms;
  }

  /** Ids are counted per namespace, whoever asks for the answer. */
  long nextAckId() {
    return ackIds.getAndIncrement();
  }

  /** Lets the middlewares decide about a socket, then tells the listeners; may take its time. */
  void admit(Socket socket) {
    for (Middleware middleware : middlewares) {
      try {
        middleware.accept(socket);
      } catch (ConnectException refusal) {
        socket.refuse(
            Objects.requireNonNullElse(refusal.getMessage(), ""), plainOrNull(refusal.data()));
        return;
      } catch (Throwable failure) {
        LOG.error("a middleware of namespace " + name + " failed", failure);
        socket.refuse(Objects.requireNonNullElse(failure.getMessage(), ""), null);
        return;
      }
      if (!socket.connecting()) {
        return; // the connection has ended meanwhile
      }
    }
    if (!socket.connect()) {
      return;
    }
    for (Consumer<Socket> listener : connectionListeners) {
      try {
        listener.accept(socket);
      } catch (Throwable failure) {
        LOG.error(
            "a connection listener failed for socket " + socket.id() + " of namespace " + name,
            failure);
      }
    }
  }

  private Object plainOrNull(Object data) {
    try {
      return server.json().toPlain(data);
    } catch (SocketIoException e) {
      LOG.warning("the data of a ConnectException cannot be written as JSON; left out", e);
      return null;
    }
  }

  /**
   * Applies a message of the log, or one that stays on this node, to the sockets here. Does not
   * block, runs no code of the application and does not throw.
   */
  void apply(ClusterMessage message) {
    try {
      List<Socket> targets = targets(message.options());
      if (message instanceof ClusterMessage.Broadcast broadcast) {
        deliver(broadcast, targets);
      } else if (message instanceof ClusterMessage.SocketsJoin join) {
        targets.forEach(socket -> socket.join(join.rooms()));
      } else if (message instanceof ClusterMessage.SocketsLeave leave) {
        targets.forEach(socket -> socket.leave(leave.rooms()));
      } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
        targets.forEach(socket -> socket.disconnect(disconnect.close()));
      }
    } catch (RuntimeException e) { // another node may send what cannot be written
      LOG.warning("a message for namespace " + name + " could not be applied; it is skipped", e);
    }
  }

  List<Socket> targets(BroadcastOptions options) {
    return rooms.targets(options.rooms(), options.except());
  }

  private static void deliver(ClusterMessage.Broadcast broadcast, List<Socket> targets) {
    if (targets.isEmpty()) {
      return;
    }
    BroadcastOptions options = broadcast.options();
    List<EnginePacket> packets =
        Events.compress(PacketEncoder.encode(broadcast.packet()), options.compress());
    for (Socket socket : targets) {
      socket.write(packets, options.isVolatile());
    }
  }

  /**
   * Disconnects the sockets of this node without a word; lets none in any more.
   *
   * @return those it disconnected
   */
  List<Socket> close() {
    List<Socket> sockets = rooms.close();
    sockets.forEach(socket -> socket.leave(DisconnectReason.SERVER_SHUTTING_DOWN));
    return sockets;
  }

  @Override
  public String toString() {
    return "Namespace[" + name + "]";
  }
}
