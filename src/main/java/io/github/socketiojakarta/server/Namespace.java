package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Offset;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A namespace: sockets, rooms and the code that serves them.
 *
 * <p>Safe for use by many threads.
 */
public final class Namespace {

  Namespace() {
    throw new UnsupportedOperationException();
  }

  /**
   * Its name.
   *
   * @return for example {@code "/"}
   */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a middleware behind those that were added before.
   *
   * @param middleware looks at each socket that wants to join
   * @return this
   */
  public Namespace use(Middleware middleware) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a listener for new sockets. It runs on the socket's own managed thread and may block; what
   * it emits follows the CONNECT reply.
   *
   * @param listener told about each socket
   * @return this
   */
  public Namespace onConnection(Consumer<Socket> listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * The sockets of this node.
   *
   * @return a snapshot
   */
  public Collection<Socket> sockets() {
    throw new UnsupportedOperationException();
  }

  /**
   * A socket of this node.
   *
   * @param id its id
   * @return the socket, if it is connected here
   */
  public Optional<Socket> socket(String id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses rooms.
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
   * Addresses everyone but the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator except(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Stays on this node.
   *
   * @return the operator
   */
  public BroadcastOperator local() {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets the packet be dropped for clients that cannot take it at once; Node's {@code volatile}.
   *
   * @return the operator
   */
  public BroadcastOperator asVolatile() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return the operator
   */
  public BroadcastOperator compress(boolean compress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets the deadline for acknowledgements.
   *
   * @param timeout from the moment of the call
   * @return the operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event to every client of the namespace; see {@link BroadcastOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when it was delivered on this node
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes every socket of the namespace join rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsJoin(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes every socket of the namespace leave rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsLeave(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Disconnects every socket of the namespace, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   */
  public void disconnectSockets(boolean close) {
    throw new UnsupportedOperationException();
  }
}
