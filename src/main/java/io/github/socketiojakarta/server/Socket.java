package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.concurrent.SerialExecutor;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One client in one namespace.
 *
 * <p>Safe for use by many threads; no method blocks. Its listeners run one at a time, in order, on
 * managed threads.
 */
public final class Socket {

  /**
   * The reasons by which this side ends it. A client whose ping times out has gone by itself, and a
   * server that shuts down still hears what its clients have said, as far as time allows.
   */
  private static final Set<DisconnectReason> DEAFENING =
      EnumSet.of(
          DisconnectReason.SERVER_NAMESPACE_DISCONNECT,
          DisconnectReason.FORCED_CLOSE,
          DisconnectReason.FORCED_SERVER_CLOSE,
          DisconnectReason.PARSE_ERROR);

  private static final BoundedLog LOG = new BoundedLog(Socket.class);

  private final String id = Ids.next();
  private final Client client;
  private final Namespace namespace;
  private final Handshake handshake;
  private final Executor executor; // runs the application's code of this socket in order
  private final Rooms.Member<Socket> member = new Rooms.Member<>(id, this);
  private final SocketOperator plainly = new SocketOperator(this);
  private final Map<String, Object> data = new ConcurrentHashMap<>();
  private final Acks acks = new Acks();

  private final Map<String, List<EventListener>> listeners = new ConcurrentHashMap<>();
  private final List<Consumer<DisconnectReason>> disconnecting = new CopyOnWriteArrayList<>();
  private final List<Consumer<DisconnectReason>> disconnect = new CopyOnWriteArrayList<>();
  private final List<Consumer<Throwable>> error = new CopyOnWriteArrayList<>();

  private final AtomicInteger inboxEvents = new AtomicInteger(); // dispatched, not yet taken
  private final AtomicLong inboxBytes = new AtomicLong();

  /**
   * Whether events that wait are forgotten: when this side ended it. What a client said before it
   * left by itself is still heard; on Node it would have been, long ago, as nothing waits there.
   */
  private volatile boolean deaf; // turns true once

  Socket(Client client, Namespace namespace, Handshake handshake, SerialExecutor executor) {
    this.client = client;
    this.namespace = namespace;
    this.handshake = handshake;
    this.executor = executor;
  }

  /**
   * Its id, also the name of a room of its own.
   *
   * @return 20 characters
   */
  public String id() {
    return id;
  }

  /**
   * The namespace it has joined.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    return namespace;
  }

  /**
   * How it came to be.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * The connection under it.
   *
   * @return the Engine.IO session
   */
  public EngineSocket conn() {
    return client.conn();
  }

  /**
   * What the application keeps with the socket.
   *
   * @return a map that may be changed by any thread; it takes no nulls
   */
  public Map<String, Object> data() {
    return data;
  }

  /**
   * Whether it is in its namespace.
   *
   * @return false before it has joined and after it has left
   */
  public boolean connected() {
    return member.state() == Rooms.State.CONNECTED;
  }

  /**
   * The rooms it is in, its own included.
   *
   * @return a snapshot, in the order of joining
   */
  public Set<String> rooms() {
    return Collections.unmodifiableSet(namespace.rooms().roomsOf(member));
  }

  /**
   * Joins rooms, at once.
   *
   * @param rooms their names
   */
  public void join(String... rooms) {
    join(List.of(rooms));
  }

  /**
   * Leaves a room, at once.
   *
   * @param room its name
   */
  public void leave(String room) {
    leave(List.of(room));
  }

  /**
   * Sends an event to this client.
   *
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the name is reserved or an
   *     argument cannot be written
   */
  public void emit(String event, Object... args) {
    plainly.emit(event, args);
  }

  /**
   * Sends an event to this client and waits for its answer as long as it is connected; see {@link
   * #timeout}. Unlike Node, which then waits for ever, it ends the wait when the socket
   * disconnects. Stages chained to the result run on the executor of the server.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the arguments of the answer, or exceptionally with a {@link
   *     io.github.socketiojakarta.protocol.SocketIoException} that says that the socket has
   *     disconnected
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the name is reserved or an
   *     argument cannot be written
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    return plainly.emitWithAck(event, args);
  }

  /**
   * Sets the deadline for the answer to one event.
   *
   * @param timeout from the moment of the call
   * @return emits with it
   */
  public SocketOperator timeout(Duration timeout) {
    return plainly.timeout(timeout);
  }

  /**
   * Lets one event be dropped if the client cannot take it at once; Node's {@code volatile}.
   *
   * @return emits with it
   */
  public SocketOperator asVolatile() {
    return plainly.asVolatile();
  }

  /**
   * Says for one event whether the transport may compress it.
   *
   * @param compress true unless said otherwise
   * @return emits with it
   */
  public SocketOperator compress(boolean compress) {
    return plainly.compress(compress);
  }

  /**
   * Addresses rooms, without this socket.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator to(String... rooms) {
    return broadcast().to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator in(String... rooms) {
    return broadcast().in(rooms);
  }

  /**
   * Addresses everyone but this socket and the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator except(String... rooms) {
    return broadcast().except(rooms);
  }

  /**
   * Addresses everyone but this socket.
   *
   * @return the operator
   */
  public BroadcastOperator broadcast() {
    return new BroadcastOperator(namespace, new BroadcastOptions(Set.of(), Set.of(id), Map.of()));
  }

  /**
   * Addresses everyone on this node but this socket.
   *
   * @return the operator
   */
  public BroadcastOperator local() {
    return broadcast().local();
  }

  /**
   * Adds a listener for an event.
   *
   * @param event its name
   * @param listener takes it
   * @return this
   */
  public Socket on(String event, EventListener listener) {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(listener, "listener");
    listeners.computeIfAbsent(event, name -> new CopyOnWriteArrayList<>()).add(listener);
    return this;
  }

  /**
   * Removes a listener.
   *
   * @param event its name
   * @param listener what was added
   * @return this
   */
  public Socket off(String event, EventListener listener) {
    List<EventListener> added = listeners.get(event);
    if (added != null) {
      added.remove(listener);
    }
    return this;
  }

  /**
   * Adds a listener for the moment before the socket leaves: its rooms are still there.
   *
   * @param listener told why
   * @return this
   */
  public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
    disconnecting.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Adds a listener for the end.
   *
   * @param listener told why
   * @return this
   */
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    disconnect.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Adds a listener for packets of the client that break the protocol.
   *
   * @param listener told what was wrong
   * @return this
   */
  public Socket onError(Consumer<Throwable> listener) {
    error.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Makes the socket leave its namespace.
   *
   * @return this
   */
  public Socket disconnect() {
    return disconnect(false);
  }

  /**
   * Makes the socket leave its namespace.
   *
   * @param close whether the connection under it, and so its sockets in other namespaces, is closed
   *     too
   * @return this
   */
  public Socket disconnect(boolean close) {
    if (close && connected()) {
      client.disconnect();
    } else {
      leaveTellingClient();
    }
    return this;
  }

  /** Whether middlewares are still looking at it. */
  boolean connecting() {
    return member.state() == Rooms.State.CONNECTING;
  }

  /** Joins rooms, see {@link #join(String...)}. */
  void join(Iterable<String> names) {
    List<String> rooms = new ArrayList<>();
    for (String room : names) {
      rooms.add(Objects.requireNonNull(room, "room"));
    }
    namespace.rooms().join(member, rooms);
  }

  /** Leaves rooms, see {@link #leave(String)}. */
  void leave(Iterable<String> names) {
    List<String> rooms = new ArrayList<>();
    names.forEach(rooms::add);
    namespace.rooms().leave(member, rooms);
  }

  /**
   * Joins the namespace and says so to the client, in one step: a broadcast that finds the socket
   * comes behind the reply, and the client has joined before it knows.
   *
   * @return false if the connection has ended meanwhile
   */
  boolean connect() {
    Packet reply = new Packet(Packet.Type.CONNECT, namespace.name(), Map.of("sid", id));
    if (!client.conn().send(PacketEncoder.encode(reply), this::enter)) {
      cancel();
      return false;
    }
    return true;
  }

  private boolean enter() {
    if (!namespace.rooms().connect(member)) {
      return false;
    }
    client.joined();
    return true;
  }

  /** Refuses the client. */
  void refuse(String message, Object details) {
    if (!cancel()) {
      return; // the connection has ended meanwhile
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("message", message);
    if (details != null) {
      reply.put("data", details);
    }
    client.write(new Packet(Packet.Type.CONNECT_ERROR, namespace.name(), reply));
  }

  private boolean cancel() {
    boolean cancelled = namespace.rooms().cancel(member);
    acks.close();
    client.remove(this);
    return cancelled;
  }

  /** Sends a packet of its own. */
  void write(Packet packet) {
    write(PacketEncoder.encode(packet), false);
  }

  /**
   * Sends packets unless the socket has left.
   *
   * @return false if they will not reach the client
   */
  boolean write(List<EnginePacket> packets, boolean droppable) {
    EngineSocket conn = client.conn();
    return droppable
        ? conn.sendVolatile(packets, this::reachable)
        : conn.send(packets, this::reachable);
  }

  private boolean reachable() {
    return connected() || connecting();
  }

  Acks acks() {
    return acks;
  }

  /**
   * Takes an event of the client.
   *
   * @param size what it counts against the bound of the inbox
   * @return false if too much waits already
   */
  boolean onEvent(Packet packet, long size) {
    if (!(packet.data() instanceof List<?> list) || list.isEmpty()) {
      return true; // Node lets an event without payload pass and then finds no listener
    }
    ServerOptions options = namespace.server().options();
    if (inboxEvents.incrementAndGet() > options.inboxMaxEvents()) {
      return false;
    }
    long bytes = inboxBytes.addAndGet(size);
    if (bytes > options.inboxMaxBytes() && bytes != size) {
      return false;
    }
    executor.execute(
        () -> {
          inboxEvents.decrementAndGet();
          inboxBytes.addAndGet(-size);
          if (!deaf) {
            dispatch(list, packet.id());
          }
        });
    return true;
  }

  private void dispatch(List<?> list, long packetId) {
    Object first = list.get(0);
    String event = first instanceof String name ? name : JsonWriter.write(first);
    Arguments args =
        new Arguments(new ArrayList<>(list.subList(1, list.size())), namespace.server().json());
    Ack ack = new AckReply(this, packetId);
    for (EventListener listener : listeners.getOrDefault(event, List.of())) {
      try {
        listener.onEvent(args, ack);
      } catch (Throwable failure) {
        LOG.error(
            "a listener of event "
                + BoundedLog.printable(event)
                + " failed for socket "
                + id
                + " of namespace "
                + namespace.name(),
            failure);
      }
    }
  }

  void onAck(Packet packet) {
    List<?> args = packet.data() instanceof List<?> list ? list : List.of();
    if (packet.hasId()) {
      acks.answer(packet.id(), new ArrayList<>(args));
    }
  }

  /** The client broke the protocol; its connection is about to be closed. */
  void onProtocolError(Throwable failure) {
    if (connected()) {
      run(() -> tell(error, failure));
    }
  }

  /** Leaves without a word to the client. */
  void leave(DisconnectReason reason) {
    stopListening(reason);
    if (startLeaving()) {
      afterLeaving(reason);
    } else {
      cancel();
    }
  }

  private void leaveTellingClient() {
    DisconnectReason reason = DisconnectReason.SERVER_NAMESPACE_DISCONNECT;
    stopListening(reason);
    Packet packet = new Packet(Packet.Type.DISCONNECT, namespace.name(), null);
    // In one step, so that nothing follows the packet; and if it cannot be sent, without it.
    if (client.conn().send(PacketEncoder.encode(packet), this::startLeaving) || startLeaving()) {
      afterLeaving(reason);
    }
  }

  private void stopListening(DisconnectReason reason) {
    if (DEAFENING.contains(reason)) {
      deaf = true;
    }
  }

  private boolean startLeaving() {
    if (!namespace.rooms().leave(member)) {
      return false;
    }
    client.remove(this); // before the client knows, since it may come back at once
    return true;
  }

  /** Completes when all that was handed to the listeners so far has been told. */
  CompletableFuture<Void> listenersTold() {
    try {
      return CompletableFuture.runAsync(() -> {}, executor); // in order: behind all of it
    } catch (RejectedExecutionException shuttingDown) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void afterLeaving(DisconnectReason reason) {
    acks.close();
    run(
        () -> {
          tell(disconnecting, reason);
          namespace.rooms().left(member);
          tell(disconnect, reason);
        });
  }

  /** Runs application code in its turn, if the executor still takes any. */
  private void run(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException refused) {
      LOG.warning(
          "the executor takes no more tasks; listeners of socket " + id + " are not told", refused);
    }
  }

  private <T> void tell(List<Consumer<T>> told, T what) {
    for (Consumer<T> listener : told) {
      try {
        listener.accept(what);
      } catch (Throwable failure) {
        LOG.error(
            "a listener failed for socket " + id + " of namespace " + namespace.name(), failure);
      }
    }
  }

  @Override
  public String toString() {
    return "Socket[" + id + ", " + namespace.name() + ", " + member.state() + "]";
  }
}
