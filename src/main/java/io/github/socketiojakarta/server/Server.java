package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.protocol.JsonCodec;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The Socket.IO server of one node. {@code emit} and the like are those of the main namespace, as
 * in Node.
 *
 * <p>Safe for use by many threads.
 */
public final class Server implements AutoCloseable {

  /**
   * Makes a server; it takes no connection before {@link #start}.
   *
   * @param options its options
   * @param adapter what joins it to the other nodes; started and closed by this server
   * @param json reads and writes JSON
   * @param timer for heartbeats and time-outs
   * @param executor runs the application's code
   */
  public Server(
      ServerOptions options, Adapter adapter, JsonCodec json, Timer timer, Executor executor) {
    throw new UnsupportedOperationException();
  }

  /** Starts the adapter. */
  public void start() {
    throw new UnsupportedOperationException();
  }

  /**
   * The layer below, for the container's side.
   *
   * @return the Engine.IO server
   */
  public EngineServer engine() {
    throw new UnsupportedOperationException();
  }

  /**
   * What joins this node to the others.
   *
   * @return the adapter
   */
  public Adapter adapter() {
    throw new UnsupportedOperationException();
  }

  /**
   * The JSON library in use.
   *
   * @return the codec
   */
  public JsonCodec json() {
    throw new UnsupportedOperationException();
  }

  /**
   * A namespace, made if it does not exist.
   *
   * @param name its name; a missing leading slash is added
   * @return the namespace
   */
  public Namespace of(String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * The main namespace.
   *
   * @return {@code of("/")}
   */
  public Namespace sockets() {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends an event to every client of the main namespace; see {@link BroadcastOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when it was delivered on this node
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    throw new UnsupportedOperationException();
  }

  /**
   * Addresses rooms of the main namespace.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator to(String... rooms) {
    throw new UnsupportedOperationException();
  }

  /**
   * Shuts down: takes no connection any more, disconnects every socket with {@code server shutting
   * down}, closes the adapter.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
