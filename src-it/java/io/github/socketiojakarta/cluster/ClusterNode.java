package io.github.socketiojakarta.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A server of a cluster, and what a scenario can have it do, whatever it is made of. Values are
 * plain ones, see {@link io.github.socketiojakarta.protocol.JsonCodec}. What is asked by one thread
 * is begun in that order; nothing blocks; what fails does so with a {@link NodeFailure}.
 */
public interface ClusterNode extends AutoCloseable {

  /** What a listener of {@link #listen} says. */
  record Answer(boolean given, Object value) {
    /** Says nothing. */
    public static final Answer NONE = new Answer(false, null);

    /** Says something. */
    public static Answer of(Object value) {
      return new Answer(true, value);
    }
  }

  /** For messages. */
  String name();

  /** Where clients go, {@code http://127.0.0.1:<port>/}. */
  URI uri();

  /** Sends an event to clients; completes when it is on its way. */
  CompletableFuture<Void> emit(Target to, String event, Object... args);

  /** Sends an event to clients and collects what they answer. */
  CompletableFuture<List<Object>> emitWithAck(Target to, String event, Object... args);

  /** Finds sockets of all servers. */
  CompletableFuture<List<SocketView>> fetchSockets(Target of);

  /** Makes sockets join rooms. */
  CompletableFuture<Void> socketsJoin(Target who, String... rooms);

  /** Makes sockets leave rooms. */
  CompletableFuture<Void> socketsLeave(Target who, String... rooms);

  /** Disconnects sockets. */
  CompletableFuture<Void> disconnectSockets(Target who, boolean close);

  /** Tells the other servers. */
  CompletableFuture<Void> serverSideEmit(String nsp, String event, Object... args);

  /** Asks the other servers. */
  CompletableFuture<List<Object>> serverSideEmitWithAck(String nsp, String event, Object... args);

  /** How many servers there are. */
  CompletableFuture<Integer> serverCount(String nsp);

  /** From now on takes an event of other servers. */
  CompletableFuture<Void> listen(String nsp, String event, Answer answer);

  /** The arguments of each event that {@link #listen} has taken. */
  CompletableFuture<List<List<Object>>> heard(String nsp, String event);

  /** The ids of this server's own sockets. */
  CompletableFuture<List<String>> sockets(String nsp);

  /** A socket of this server's own. */
  CompletableFuture<SocketView> socket(String nsp, String id);

  /** Sets the data of a socket of this server's own: values by name. */
  CompletableFuture<Void> data(String nsp, String id, Map<String, Object> data);

  /** Has a socket of this server's own join rooms. */
  CompletableFuture<Void> join(String nsp, String id, String... rooms);

  /** Has a socket of this server's own leave rooms. */
  CompletableFuture<Void> leave(String nsp, String id, String... rooms);

  /** Sends an event to the client of a socket of this server's own. */
  CompletableFuture<Void> emitToSocket(String nsp, String id, String event, Object... args);

  /** Asks the client of a socket of this server's own; gives the first argument of its answer. */
  CompletableFuture<Object> emitToSocketWithAck(
      String nsp, String id, Duration timeout, String event, Object... args);

  /** Sends an event to everyone but the client of a socket of this server's own. */
  CompletableFuture<Void> broadcastFromSocket(String nsp, String id, String event, Object... args);

  /** Fetches a socket of any server and sends an event to its client. */
  CompletableFuture<Void> remoteEmit(String nsp, String id, String event, Object... args);

  /** Fetches a socket of any server and asks its client. */
  CompletableFuture<Object> remoteEmitWithAck(
      String nsp, String id, Duration timeout, String event, Object... args);

  /** Fetches a socket of any server and has it join rooms. */
  CompletableFuture<Void> remoteJoin(String nsp, String id, String... rooms);

  /** Fetches a socket of any server and has it leave rooms. */
  CompletableFuture<Void> remoteLeave(String nsp, String id, String... rooms);

  /** Fetches a socket of any server and disconnects it. */
  CompletableFuture<Void> remoteDisconnect(String nsp, String id, boolean close);

  @Override
  void close();
}
