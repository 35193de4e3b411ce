package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One client in one namespace.
 *
 * <p>Safe for use by many threads; no method blocks. Its listeners run one at a time, in order, on
 * managed threads.
 */
public final class Socket {

  Socket() {
    throw new UnsupportedOperationException();
  }

  /**
   * Its id, also the name of a room of its own.
   *
   * @return 20 characters
   */
  public String id() {
    throw new UnsupportedOperationException();
  }

  /**
   * The namespace it has joined.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    throw new UnsupportedOperationException();
  }

  /**
   * How it came to be.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    throw new UnsupportedOperationException();
  }

  /**
   * The connection under it.
   *
   * @return the Engine.IO session
   */
  public EngineSocket conn() {
    throw new UnsupportedOperationException();
  }

  /**
   * What the application keeps with the socket.
   *
   * @return a map that may be changed by any thread
   */
  public Map<String, Object> data() {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether it is in its namespace.
   *
   * @return false before it has joined and after it has left
   */
  public boolean connected() {
    throw new UnsupportedOperationException();
  }

  /**
   * The rooms it is in, its own included.
   *
   * @return a snapshot, in the order of joining
   */
  public Set<String> rooms() {
    throw new UnsupportedOperationException();
  }

  /**
   * Joins rooms, at once.
   *
   * @param rooms their names
   */
  public void join(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves a room, at once.
   *
   * @param room its name
   */
  public void leave(String room) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event to this client and waits for its answer as long as it takes; see {@link
   * #timeout}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the arguments of the answer
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets the deadline for the answer to one event.
   *
   * @param timeout from the moment of the call
   * @return emits with it
   */
  public SocketOperator timeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets one event be dropped if the client cannot take it at once; Node's {@code volatile}.
   *
   * @return emits with it
   */
  public SocketOperator asVolatile() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says for one event whether the transport may compress it.
   *
   * @param compress true unless said otherwise
   * @return emits with it
   */
  public SocketOperator compress(boolean compress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses rooms, without this socket.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator to(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator in(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses everyone but this socket and the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator except(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses everyone but this socket.
   *
   * @return the operator
   */
  public BroadcastOperator broadcast() {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses everyone on this node but this socket.
   *
   * @return the operator
   */
  public BroadcastOperator local() {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a listener for an event.
   *
   * @param event its name
   * @param listener takes it
   * @return this
   */
  public Socket on(String event, EventListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes a listener.
   *
   * @param event its name
   * @param listener what was added
   * @return this
   */
  public Socket off(String event, EventListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a listener for the moment before the socket leaves: its rooms are still there.
   *
   * @param listener told why
   * @return this
   */
  public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a listener for the end.
   *
   * @param listener told why
   * @return this
   */
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a listener for packets of the client that break the protocol.
   *
   * @param listener told what was wrong
   * @return this
   */
  public Socket onError(Consumer<Throwable> listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes the socket leave its namespace.
   *
   * @return this
   */
  public Socket disconnect() {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes the socket leave its namespace.
   *
   * @param close whether the connection under it, and so its sockets in other namespaces, is closed
   *     too
   * @return this
   */
  public Socket disconnect(boolean close) {
    throw new UnsupportedOperationException();
  }
}
