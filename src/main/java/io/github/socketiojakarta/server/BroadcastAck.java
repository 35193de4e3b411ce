package io.github.socketiojakarta.server;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.EnginePacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Collects the answers of several sockets to one event. */
final class BroadcastAck implements Acks.Receiver {

  private final Server server;
  private final long id;
  private final List<Socket> targets;
  private final Optional<Duration> timeout;
  private final ManagedFuture<List<Object>> result;

  private final Object lock = new Object();
  private final List<Object> responses = new ArrayList<>(); // guarded by lock
  private int missing; // guarded by lock

  BroadcastAck(Server server, long id, List<Socket> targets, Optional<Duration> timeout) {
    this.server = server;
    this.id = id;
    this.targets = targets;
    this.timeout = timeout;
    this.result = new ManagedFuture<>(server.executor());
    this.missing = targets.size();
  }

  CompletionStage<List<Object>> result() {
    return result;
  }

  void send(List<EnginePacket> packets, boolean droppable) {
    if (targets.isEmpty()) {
      result.complete(List.of());
      return;
    }
    timeout.ifPresent(this::limit);
    for (Socket socket : targets) {
      if (socket.acks().add(id, this) && !socket.write(packets, droppable)) {
        socket.acks().drop(id, "the event was not sent");
      }
    }
  }

  private void limit(Duration delay) {
    Timer.Timeout deadline = server.timer().schedule(delay, this::onTimeout);
    result.onDone(deadline::cancel);
  }

  private void onTimeout() {
    targets.forEach(socket -> socket.acks().forget(id));
    List<Object> answers;
    synchronized (lock) {
      answers = snapshot();
    }
    result.completeExceptionally(new AckTimeoutException(answers));
  }

  @Override
  public void onAnswer(List<Object> args) {
    finish(Optional.of(args));
  }

  @Override
  public void onGone(String why) {
    if (timeout.isEmpty()) { // else as in Node, which waits for it until the time is over
      finish(Optional.empty());
    }
  }

  private void finish(Optional<List<Object>> answer) {
    List<Object> complete = null;
    synchronized (lock) {
      answer.ifPresent(args -> responses.add(args.isEmpty() ? null : args.get(0)));
      if (--missing == 0) {
        complete = snapshot();
      }
    }
    if (complete != null) {
      result.complete(complete);
    }
  }

  /** Answers may be null, so List.copyOf would not do. */
  private List<Object> snapshot() {
    return Collections.unmodifiableList(new ArrayList<>(responses));
  }
}
