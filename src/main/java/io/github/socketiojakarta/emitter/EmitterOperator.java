package io.github.socketiojakarta.emitter;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.protocol.EventData;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.ReservedEvents;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Whom to address and how; each method gives a new operator. Immutable. */
public final class EmitterOperator {

  private final ClusterWriter writer;
  private final JsonCodec json;
  private final Executor executor;
  private final String nsp;
  private final BroadcastOptions options;

  EmitterOperator(
      ClusterWriter writer,
      JsonCodec json,
      Executor executor,
      String nsp,
      BroadcastOptions options) {
    this.writer = writer;
    this.json = json;
    this.executor = executor;
    this.nsp = nsp;
    this.options = options;
  }

  private EmitterOperator with(BroadcastOptions changed) {
    return new EmitterOperator(writer, json, executor, nsp, changed);
  }

  /**
   * Addresses rooms besides those addressed already. An operator that addresses no room at all
   * addresses everyone.
   *
   * @param rooms their names
   * @return a new operator
   */
  public EmitterOperator to(String... rooms) {
    return with(options.to(rooms));
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return a new operator
   */
  public EmitterOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves out the members of rooms.
   *
   * @param rooms their names
   * @return a new operator
   */
  public EmitterOperator except(String... rooms) {
    return with(options.except(rooms));
  }

  /**
   * Lets the event be dropped for clients that cannot take it at once, and altogether while the
   * emitter cannot reach the log; Node's {@code volatile}.
   *
   * @return a new operator
   */
  public EmitterOperator asVolatile() {
    return with(options.flag("volatile", true));
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return a new operator
   */
  public EmitterOperator compress(boolean compress) {
    return with(options.flag("compress", compress));
  }

  /**
   * Sends an event to the clients addressed, of every node. Stages chained to the result run on the
   * executor.
   *
   * @param event its name
   * @param args its arguments; anything JSON-B can write, bytes at any depth
   * @return completes when it was written, with its offset; with none if it was volatile and
   *     dropped; exceptionally with a {@link io.github.socketiojakarta.adapter.PublishException}
   *     when it was given up
   * @throws SocketIoException if the name is reserved, an argument cannot be written, or the last
   *     one is a callback
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already,
   *     or the emitter is closed
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    refuseCallback(args);
    Packet packet =
        new Packet(Packet.Type.EVENT, nsp, EventData.of(event, args, ReservedEvents.NAMES, json));
    return publish(new ClusterMessage.Broadcast(packet, options));
  }

  /**
   * Makes the sockets addressed join rooms, on all nodes.
   *
   * @param rooms their names
   * @return completes when it was written, with its offset
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already,
   *     or the emitter is closed
   */
  public CompletionStage<Optional<Offset>> socketsJoin(String... rooms) {
    return publish(new ClusterMessage.SocketsJoin(nsp, options, set(rooms)));
  }

  /**
   * Makes the sockets addressed leave rooms, on all nodes.
   *
   * @param rooms their names
   * @return completes when it was written, with its offset
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already,
   *     or the emitter is closed
   */
  public CompletionStage<Optional<Offset>> socketsLeave(String... rooms) {
    return publish(new ClusterMessage.SocketsLeave(nsp, options, set(rooms)));
  }

  /**
   * Disconnects the sockets addressed, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   * @return completes when it was written, with its offset
   * @throws io.github.socketiojakarta.adapter.PublishException if too many messages wait already,
   *     or the emitter is closed
   */
  public CompletionStage<Optional<Offset>> disconnectSockets(boolean close) {
    return publish(new ClusterMessage.DisconnectSockets(nsp, options, close));
  }

  private CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
    return ManagedFuture.of(writer.publish(message), executor);
  }

  private static Set<String> set(String... rooms) {
    return BroadcastOptions.ALL.to(rooms).rooms();
  }

  /** In Node a last argument that is a function asks for an acknowledgement, and is refused. */
  static void refuseCallback(Object[] args) {
    Object last = args == null || args.length == 0 ? null : args[args.length - 1];
    if (last instanceof Runnable
        || last instanceof Consumer
        || last instanceof BiConsumer
        || last instanceof Function
        || last != null && last.getClass().isHidden()) { // a lambda of whatever type
      throw new SocketIoException("Acknowledgements are not supported");
    }
  }
}
