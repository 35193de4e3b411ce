package io.github.socketiojakarta.server;

import io.github.socketiojakarta.concurrent.ManagedFuture;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketEncoder;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How to send one event to one client; each method gives a new operator. Immutable. */
public final class SocketOperator {

  private final Socket socket;
  private final boolean droppable;
  private final boolean compress;
  private final Optional<Duration> timeout;

  SocketOperator(Socket socket) {
    this(socket, false, true, Optional.empty());
  }

  private SocketOperator(
      Socket socket, boolean droppable, boolean compress, Optional<Duration> timeout) {
    this.socket = socket;
    this.droppable = droppable;
    this.compress = compress;
    this.timeout = timeout;
  }

  /**
   * Sets the deadline for the answer.
   *
   * @param timeout from the moment of the call
   * @return a new operator
   */
  public SocketOperator timeout(Duration timeout) {
    return new SocketOperator(socket, droppable, compress, Optional.of(timeout));
  }

  /**
   * Lets the event be dropped if the client cannot take it at once.
   *
   * @return a new operator
   */
  public SocketOperator asVolatile() {
    return new SocketOperator(socket, true, compress, timeout);
  }

  /**
   * Says whether the transport may compress the event.
   *
   * @param compress true unless said otherwise
   * @return a new operator
   */
  public SocketOperator compress(boolean compress) {
    return new SocketOperator(socket, droppable, compress, timeout);
  }

  /**
   * Sends an event; see {@link Socket#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  public void emit(String event, Object... args) {
    socket.write(encode(event, Packet.NO_ID, args), droppable);
  }

  /**
   * Sends an event and waits for the answer. Stages chained to the result run on the executor of
   * the server.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the arguments of the answer; exceptionally with an {@link
   *     AckTimeoutException} when the {@link #timeout} is over, or with a {@link SocketIoException}
   *     that says why there will be no answer: the socket has disconnected, or the volatile event
   *     was dropped
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    Namespace namespace = socket.namespace();
    long id = namespace.nextAckId();
    List<EnginePacket> packets = encode(event, id, args);
    Answer answer = new Answer(namespace.server());
    if (socket.acks().add(id, answer)) {
      timeout.ifPresent(delay -> answer.limit(delay, () -> socket.acks().forget(id)));
      if (!socket.write(packets, droppable)) {
        socket.acks().drop(id, "the event was not sent");
      }
    }
    return answer.future;
  }

  private List<EnginePacket> encode(String event, long id, Object[] args) {
    Namespace namespace = socket.namespace();
    Packet packet = Events.packet(namespace.name(), id, event, args, namespace.server().json());
    return Events.compress(PacketEncoder.encode(packet), compress);
  }

  /** Hands one answer on. */
  private static final class Answer implements Acks.Receiver {

    private final Server server;
    private final ManagedFuture<Arguments> future;

    Answer(Server server) {
      this.server = server;
      this.future = new ManagedFuture<>(server.executor());
    }

    void limit(Duration delay, Runnable forget) {
      Timer.Timeout deadline =
          server
              .timer()
              .schedule(
                  delay,
                  () -> {
                    forget.run();
                    future.completeExceptionally(new AckTimeoutException(List.of()));
                  });
      future.onDone(deadline::cancel);
    }

    @Override
    public void onAnswer(List<Object> args) {
      future.complete(new Arguments(args, server.json()));
    }

    @Override
    public void onGone(String why) {
      future.completeExceptionally(new SocketIoException(why));
    }
  }
}
