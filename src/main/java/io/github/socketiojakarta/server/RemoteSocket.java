package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.SocketDetails;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A socket of any node of the cluster, as it was when {@code fetchSockets} asked for it. What it is
 * told to do travels through the cluster to the node that has the socket, this one included, and
 * has no effect if the socket has gone meanwhile.
 *
 * <p>Immutable but for the plain values within; safe for use by many threads.
 */
public final class RemoteSocket {

  private final String id;
  private final Handshake handshake;
  private final Set<String> rooms;
  private final Object data;
  private final JsonCodec json;
  private final BroadcastOperator operator;

  private RemoteSocket(
      String id,
      Handshake handshake,
      Set<String> rooms,
      Object data,
      JsonCodec json,
      BroadcastOperator operator) {
    this.id = id;
    this.handshake = handshake;
    this.rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    this.data = data;
    this.json = json;
    this.operator = operator;
  }

  /** A socket of this node. */
  static RemoteSocket of(Socket socket) {
    JsonCodec json = socket.namespace().server().json();
    return new RemoteSocket(
        socket.id(),
        socket.handshake(),
        socket.rooms(),
        PlainData.of(socket, json),
        json,
        operator(socket.namespace(), socket.id()));
  }

  /** A socket that another node has described. */
  static RemoteSocket of(SocketDetails details, Namespace namespace) {
    return new RemoteSocket(
        details.id(),
        PlainHandshake.read(details.handshake()),
        details.rooms(),
        details.data(),
        namespace.server().json(),
        operator(namespace, details.id()));
  }

  /** Everything goes to the room of the socket's id; the flag is Node's and stands first. */
  private static BroadcastOperator operator(Namespace namespace, String id) {
    return new BroadcastOperator(
        namespace,
        new BroadcastOptions(Set.of(id), Set.of(), Map.of("expectSingleResponse", true)));
  }

  /**
   * Its id, also the name of a room of its own.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * How it came to be.
   *
   * @return the handshake; of a socket of another node without {@link Handshake#principal}, and
   *     with what that node left out being empty
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * The rooms it was in, its own included.
   *
   * @return a snapshot, in the order of joining
   */
  public Set<String> rooms() {
    return rooms;
  }

  /**
   * What the application kept with it, as plain values, see {@link JsonCodec}.
   *
   * @return a snapshot; a map unless a node of another kind made it something else, or null
   */
  public Object data() {
    return data;
  }

  /**
   * What the application kept with it, bound to a class.
   *
   * @param <T> the class
   * @param type the class
   * @return a snapshot; null if there was nothing
   * @throws SocketIoException if it does not fit
   */
  @SuppressWarnings("unchecked") // bind gives what the type says, also for primitive classes
  public <T> T data(Class<T> type) {
    return (T) json.bind(data, type);
  }

  /**
   * Sets the deadline for the answer.
   *
   * @param timeout from the moment of the call
   * @return the same socket with it
   */
  public RemoteSocket timeout(Duration timeout) {
    return new RemoteSocket(id, handshake, rooms, data, json, operator.timeout(timeout));
  }

  /**
   * Sends an event to the client; see {@link BroadcastOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when the event has passed through the log
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    return operator.emit(event, args);
  }

  /**
   * Sends an event to the client and waits for its answer; see {@link
   * BroadcastOperator#emitWithAck}, also for how long.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of the answer, a plain value, null if there is none;
   *     exceptionally with an {@link AckTimeoutException} when the time is over, with a {@link
   *     PartialResponseException} when the other nodes could not be asked and this one has not the
   *     socket, or with a {@link SocketIoException} when no node has the socket any more
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  public CompletionStage<Object> emitWithAck(String event, Object... args) {
    return operator.emitWithOneAck(event, args);
  }

  /**
   * Makes it join rooms.
   *
   * @param rooms their names
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void join(String... rooms) {
    operator.socketsJoin(rooms);
  }

  /**
   * Makes it leave a room.
   *
   * @param room its name
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void leave(String room) {
    operator.socketsLeave(room);
  }

  /**
   * Makes it leave its namespace.
   *
   * @param close whether the connection under it, and so its sockets in other namespaces, is closed
   *     too
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already
   */
  public void disconnect(boolean close) {
    operator.disconnectSockets(close);
  }

  @Override
  public String toString() {
    return "RemoteSocket[" + id + "]";
  }
}
