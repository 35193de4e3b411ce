package io.github.socketiojakarta.emitter;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.ReservedEvents;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Sends to the clients and the code of a cluster from where no sockets are served: a batch job, a
 * message-driven bean, another application. The methods have the names of Node's
 * {@code @socket.io/redis-streams-emitter}.
 *
 * <p>Every call becomes a message of the cluster's log, and returns before it is written: the stage
 * it gives completes with the place in the log, exceptionally with a {@link
 * io.github.socketiojakarta.adapter.PublishException} if the message was given up. Messages of one
 * thread keep their order. Nothing comes back from the nodes, so there are no acknowledgements.
 *
 * <pre>{@code
 * Executor threads = task -> new Thread(task).start(); // in Java SE; in a container use @Inject
 * try (var json = new JsonbCodec();
 *     var emitter =
 *         new Emitter(
 *             RedisStreamsWriter.connect(RedisOptions.of("redis://localhost:6379"), threads),
 *             json, threads)) {
 *   emitter.of("/chat").to("lobby").emit("news", "hello");
 * } // close() writes what was emitted
 * }</pre>
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Emitter implements AutoCloseable {

  private final ClusterWriter writer;
  private final JsonCodec json;
  private final Executor executor;
  private final String nsp;
  private final EmitterOperator everyone;

  /**
   * Makes an emitter for the main namespace.
   *
   * @param writer writes the messages; closed by {@link #close}
   * @param json makes arguments plain
   * @param executor runs what is chained to the stages that are returned
   */
  public Emitter(ClusterWriter writer, JsonCodec json, Executor executor) {
    this(
        Objects.requireNonNull(writer, "writer"),
        Objects.requireNonNull(json, "json"),
        Objects.requireNonNull(executor, "executor"),
        "/");
  }

  private Emitter(ClusterWriter writer, JsonCodec json, Executor executor, String nsp) {
    this.writer = writer;
    this.json = json;
    this.executor = executor;
    this.nsp = nsp;
    this.everyone = new EmitterOperator(writer, json, executor, nsp, BroadcastOptions.ALL);
  }

  /**
   * Turns to a namespace.
   *
   * @param namespace its name, with or without the leading slash
   * @return an emitter for it, which shares everything with this one; it need not be closed
   */
  public Emitter of(String namespace) {
    String name = namespace.startsWith("/") ? namespace : "/" + namespace;
    return new Emitter(writer, json, executor, name);
  }

  /**
   * Addresses rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public EmitterOperator to(String... rooms) {
    return everyone.to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return the operator
   */
  public EmitterOperator in(String... rooms) {
    return everyone.in(rooms);
  }

  /**
   * Addresses everyone but the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public EmitterOperator except(String... rooms) {
    return everyone.except(rooms);
  }

  /**
   * Lets events be dropped, see {@link EmitterOperator#asVolatile}.
   *
   * @return the operator
   */
  public EmitterOperator asVolatile() {
    return everyone.asVolatile();
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return the operator
   */
  public EmitterOperator compress(boolean compress) {
    return everyone.compress(compress);
  }

  /**
   * Sends an event to every client of the namespace; see {@link EmitterOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when it was written
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    return everyone.emit(event, args);
  }

  /**
   * Makes every socket of the namespace join rooms; see {@link EmitterOperator#socketsJoin}.
   *
   * @param rooms their names
   * @return completes when it was written
   */
  public CompletionStage<Optional<Offset>> socketsJoin(String... rooms) {
    return everyone.socketsJoin(rooms);
  }

  /**
   * Makes every socket of the namespace leave rooms; see {@link EmitterOperator#socketsLeave}.
   *
   * @param rooms their names
   * @return completes when it was written
   */
  public CompletionStage<Optional<Offset>> socketsLeave(String... rooms) {
    return everyone.socketsLeave(rooms);
  }

  /**
   * Disconnects every socket of the namespace; see {@link EmitterOperator#disconnectSockets}.
   *
   * @param close whether the underlying connections are closed too
   * @return completes when it was written
   */
  public CompletionStage<Optional<Offset>> disconnectSockets(boolean close) {
    return everyone.disconnectSockets(close);
  }

  /**
   * Sends an event to the code of all nodes. Stages chained to the result run on the executor.
   *
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @return completes when it was written, with its offset; exceptionally with a {@link
   *     io.github.socketiojakarta.adapter.PublishException} when it was given up
   * @throws SocketIoException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}, an argument cannot be written, or the last one is a callback
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already,
   *     or the emitter is closed
   */
  public CompletionStage<Optional<Offset>> serverSideEmit(String event, Object... args) {
    EmitterOperator.refuseCallback(args);
    List<Object> data = EventData.of(event, args, ReservedEvents.SERVER_SIDE_NAMES, json);
    return ManagedFuture.of(
        writer.publish(new ClusterRequest.ServerSideEmit(nsp, data, false)), executor);
  }

  /**
   * Whether the log can be reached now.
   *
   * @return false if what is emitted has to wait, and what is volatile is dropped
   */
  public boolean isReady() {
    return writer.isReady();
  }

  /**
   * Writes what was emitted as far as that is possible in short time, and frees threads and
   * connections, also for the emitters that {@link #of} gave. An injected emitter is closed with
   * its application.
   */
  @Override
  public void close() {
    writer.close();
  }

  @Override
  public String toString() {
    return "Emitter[" + nsp + "]";
  }
}
