package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Offset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Whom to address and how; each method gives a new operator. Immutable. */
public final class BroadcastOperator {

  BroadcastOperator() {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses rooms besides those addressed already.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator to(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator in(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves out the members of rooms.
   *
   * @param rooms their names
   * @return a new operator
   */
  public BroadcastOperator except(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Stays on this node.
   *
   * @return a new operator
   */
  public BroadcastOperator local() {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets the packet be dropped for clients that cannot take it at once; Node's {@code volatile}.
   *
   * @return a new operator
   */
  public BroadcastOperator asVolatile() {
    throw new UnsupportedOperationException();
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return a new operator
   */
  public BroadcastOperator compress(boolean compress) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets the deadline for acknowledgements.
   *
   * @param timeout from the moment of the call
   * @return a new operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event to the clients addressed. It reaches the clients of every node, this one
   * included, in the order of the log.
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
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event to the clients addressed and collects their answers. Needs {@link #local} unless
   * this node is alone.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival;
   *     exceptionally with an {@link AckTimeoutException}, which carries the answers that came,
   *     when the {@link #timeout} is over
   */
  public CompletionStage<List<Object>> emitWithAck(String event, Object... args) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes the sockets addressed join rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsJoin(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes the sockets addressed leave rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsLeave(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Disconnects the sockets addressed, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   */
  public void disconnectSockets(boolean close) {
    throw new UnsupportedOperationException();
  }
}
