package io.github.socketiojakarta.cluster;

import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.redis.RedisOptions;
import io.github.socketiojakarta.redis.RedisStreamsAdapter;
import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.server.BroadcastOperator;
import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.PartialResponseException;
import io.github.socketiojakarta.server.RemoteSocket;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.ServerOptions;
import io.github.socketiojakarta.server.Socket;
import io.github.socketiojakarta.testing.UndertowServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A server of ours in this JVM, on WildFly's servlet and WebSocket containers. Safe for use by many
 * threads.
 */
public final class JavaNode implements ClusterNode {

  /** An event of another server. */
  private record Heard(String nsp, String event, List<Object> args) {}

  private final String name;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService scheduled = Executors.newSingleThreadScheduledExecutor();
  private final WheelTimer timer = new WheelTimer(scheduled);
  private final JsonbCodec json = new JsonbCodec();
  private final RedisStreamsAdapter adapter;
  private final Server server;
  private final UndertowServer undertow;

  private JavaNode(String name, Settings settings, ServerOptions options) {
    this.name = name;
    adapter = new RedisStreamsAdapter(options(name, settings), json, executor, executor, timer);
    server = new Server(options, adapter, json, timer, executor);
    settings.namespaces().forEach(server::of);
    server.start();
    undertow = new UndertowServer("/socket.io/", server::engine);
  }

  /**
   * Starts a server and waits until it hears the others.
   *
   * @param name for messages
   * @param settings those of the cluster
   */
  public static JavaNode started(String name, Settings settings) {
    return started(name, settings, ServerOptions.DEFAULTS);
  }

  /**
   * Starts a server and waits until it hears the others.
   *
   * @param name for messages
   * @param settings those of the cluster
   * @param options of its Socket.IO server
   */
  public static JavaNode started(String name, Settings settings, ServerOptions options) {
    JavaNode node = new JavaNode(name, settings, options);
    try {
      SocketClient.await(() -> name + " to be ready", node.adapter::isReady);
    } catch (AssertionError e) {
      node.close();
      throw e;
    }
    return node;
  }

  private static RedisOptions options(String name, Settings settings) {
    RedisOptions.Builder options = RedisOptions.builder(access(name, settings));
    settings.adapter().forEach((option, value) -> set(options, option, value));
    return options.build();
  }

  private static RedisAccess access(String name, Settings settings) {
    RedisAccess.Builder access = RedisAccess.builder().clientName(name);
    if (settings.cluster()) {
      return access.cluster(settings.urls()).build();
    }
    String places =
        settings.urls().stream()
            .map(url -> url.substring(url.indexOf("//") + 2))
            .collect(Collectors.joining(","));
    return access
        .uri(
            settings
                .master()
                .map(master -> "redis-sentinel://" + places + "#" + master)
                .orElse(settings.urls().get(0)))
        .build();
  }

  private static void set(RedisOptions.Builder options, String option, Object value) {
    switch (option) {
      case "streamName" -> options.streamName((String) value);
      case "streamCount" -> options.streamCount(((Number) value).intValue());
      case "channelPrefix" -> options.channelPrefix((String) value);
      case "useShardedPubSub" -> options.useShardedPubSub((Boolean) value);
      case "maxLen" -> options.maxLen(((Number) value).longValue());
      case "readCount" -> options.readCount(((Number) value).intValue());
      case "blockTimeInMs" -> options.blockTime(Duration.ofMillis(((Number) value).longValue()));
      case "sessionKeyPrefix" -> options.sessionKeyPrefix((String) value);
      case "onlyPlaintext" -> options.onlyPlaintext((Boolean) value);
      default -> throw new IllegalArgumentException(option);
    }
  }

  /** The server itself, for what not all kinds of nodes have. */
  public Server server() {
    return server;
  }

  /** Its adapter. */
  public RedisStreamsAdapter adapter() {
    return adapter;
  }

  private BroadcastOperator operator(Target to) {
    Namespace namespace = server.of(to.nsp());
    BroadcastOperator operator = namespace.to(to.rooms().toArray(String[]::new));
    operator = operator.except(to.except().toArray(String[]::new));
    operator = to.local() ? operator.local() : operator;
    operator = to.droppable() ? operator.asVolatile() : operator;
    return to.timeout().isPresent() ? operator.timeout(to.timeout().get()) : operator;
  }

  private static SocketView view(Socket socket) {
    return new SocketView(
        socket.id(), List.copyOf(socket.rooms()), socket.data(), plain(socket.handshake()));
  }

  private static SocketView view(RemoteSocket socket) {
    return new SocketView(
        socket.id(), List.copyOf(socket.rooms()), socket.data(), plain(socket.handshake()));
  }

  /** By Node's names; the time as text is not kept. */
  private static Map<String, Object> plain(Handshake handshake) {
    return Map.of(
        "headers", handshake.headers(),
        "address", handshake.address(),
        "xdomain", handshake.xdomain(),
        "secure", handshake.secure(),
        "issued", handshake.issued().toEpochMilli(),
        "url", handshake.url(),
        "query", handshake.query(),
        "auth", handshake.auth());
  }

  private Socket find(String nsp, String id) {
    return server
        .of(nsp)
        .socket(id)
        .orElseThrow(() -> new IllegalArgumentException("no socket " + id + " here"));
  }

  /** Whatever way it fails becomes one. */
  private <T, R> CompletableFuture<R> call(
      Supplier<CompletionStage<T>> begin, Function<T, R> result) {
    CompletableFuture<R> outcome = new CompletableFuture<>();
    try {
      begin
          .get()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  outcome.complete(result.apply(value));
                } else {
                  outcome.completeExceptionally(failed(failure));
                }
              });
    } catch (RuntimeException e) {
      outcome.completeExceptionally(failed(e));
    }
    return outcome;
  }

  private CompletableFuture<Void> run(Runnable action) {
    return call(
        () -> {
          action.run();
          return CompletableFuture.<Void>completedFuture(null);
        },
        done -> done);
  }

  private static NodeFailure failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    List<Object> responses =
        cause instanceof PartialResponseException partial
            ? partial.responses().stream()
                .map(one -> one instanceof RemoteSocket socket ? (Object) view(socket) : one)
                .toList()
            : List.of();
    return new NodeFailure(cause.getMessage(), responses, cause);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + undertow.port() + "/");
  }

  @Override
  public CompletableFuture<Void> emit(Target to, String event, Object... args) {
    return run(() -> operator(to).emit(event, args));
  }

  @Override
  public CompletableFuture<List<Object>> emitWithAck(Target to, String event, Object... args) {
    return call(() -> operator(to).emitWithAck(event, args), responses -> responses);
  }

  @Override
  public CompletableFuture<List<SocketView>> fetchSockets(Target of) {
    return call(
        () -> operator(of).fetchSockets(), found -> found.stream().map(JavaNode::view).toList());
  }

  @Override
  public CompletableFuture<Void> socketsJoin(Target who, String... rooms) {
    return run(() -> operator(who).socketsJoin(rooms));
  }

  @Override
  public CompletableFuture<Void> socketsLeave(Target who, String... rooms) {
    return run(() -> operator(who).socketsLeave(rooms));
  }

  @Override
  public CompletableFuture<Void> disconnectSockets(Target who, boolean close) {
    return run(() -> operator(who).disconnectSockets(close));
  }

  @Override
  public CompletableFuture<Void> serverSideEmit(String nsp, String event, Object... args) {
    return run(() -> server.of(nsp).serverSideEmit(event, args));
  }

  @Override
  public CompletableFuture<List<Object>> serverSideEmitWithAck(
      String nsp, String event, Object... args) {
    return call(() -> server.of(nsp).serverSideEmitWithAck(event, args), responses -> responses);
  }

  @Override
  public CompletableFuture<Integer> serverCount(String nsp) {
    return call(() -> server.adapter().serverCount(nsp), count -> count);
  }

  @Override
  public CompletableFuture<Void> listen(String nsp, String event, Answer answer) {
    return run(
        () ->
            server
                .of(nsp)
                .on(
                    event,
                    (args, ack) -> {
                      heard.add(new Heard(nsp, event, args.toList()));
                      if (answer.given()) {
                        ack.send(answer.value());
                      }
                    }));
  }

  @Override
  public CompletableFuture<List<List<Object>>> heard(String nsp, String event) {
    return CompletableFuture.completedFuture(
        heard.stream()
            .filter(one -> one.nsp().equals(nsp) && one.event().equals(event))
            .map(Heard::args)
            .toList());
  }

  @Override
  public CompletableFuture<List<String>> sockets(String nsp) {
    return call(
        () -> CompletableFuture.completedFuture(server.of(nsp).sockets()),
        sockets -> sockets.stream().map(Socket::id).toList());
  }

  @Override
  public CompletableFuture<SocketView> socket(String nsp, String id) {
    return call(() -> CompletableFuture.completedFuture(find(nsp, id)), JavaNode::view);
  }

  @Override
  public CompletableFuture<Void> data(String nsp, String id, Map<String, Object> data) {
    return run(() -> find(nsp, id).data().putAll(data));
  }

  @Override
  public CompletableFuture<Void> join(String nsp, String id, String... rooms) {
    return run(() -> find(nsp, id).join(rooms));
  }

  @Override
  public CompletableFuture<Void> leave(String nsp, String id, String... rooms) {
    return run(() -> List.of(rooms).forEach(find(nsp, id)::leave));
  }

  @Override
  public CompletableFuture<Void> emitToSocket(String nsp, String id, String event, Object... args) {
    return run(() -> find(nsp, id).emit(event, args));
  }

  @Override
  public CompletableFuture<Object> emitToSocketWithAck(
      String nsp, String id, Duration timeout, String event, Object... args) {
    return call(
        () -> find(nsp, id).timeout(timeout).emitWithAck(event, args), answer -> answer.get(0));
  }

  @Override
  public CompletableFuture<Void> broadcastFromSocket(
      String nsp, String id, String event, Object... args) {
    return run(() -> find(nsp, id).broadcast().emit(event, args));
  }

  @Override
  public CompletableFuture<Void> remoteEmit(String nsp, String id, String event, Object... args) {
    return remote(nsp, id, socket -> socket.emit(event, args)).thenApply(offset -> null);
  }

  @Override
  public CompletableFuture<Object> remoteEmitWithAck(
      String nsp, String id, Duration timeout, String event, Object... args) {
    return remote(nsp, id, socket -> socket.timeout(timeout).emitWithAck(event, args));
  }

  @Override
  public CompletableFuture<Void> remoteJoin(String nsp, String id, String... rooms) {
    return remoteRun(nsp, id, socket -> socket.join(rooms));
  }

  @Override
  public CompletableFuture<Void> remoteLeave(String nsp, String id, String... rooms) {
    return remoteRun(nsp, id, socket -> List.of(rooms).forEach(socket::leave));
  }

  @Override
  public CompletableFuture<Void> remoteDisconnect(String nsp, String id, boolean close) {
    return remoteRun(nsp, id, socket -> socket.disconnect(close));
  }

  private <T> CompletableFuture<T> remote(
      String nsp, String id, Function<RemoteSocket, CompletionStage<T>> what) {
    return call(
        () ->
            server
                .of(nsp)
                .in(id)
                .fetchSockets()
                .thenCompose(
                    found -> {
                      if (found.size() != 1) {
                        throw new IllegalStateException(found.size() + " sockets " + id);
                      }
                      return what.apply(found.get(0));
                    }),
        result -> result);
  }

  private CompletableFuture<Void> remoteRun(String nsp, String id, Consumer<RemoteSocket> what) {
    return remote(
        nsp,
        id,
        socket -> {
          what.accept(socket);
          return CompletableFuture.completedFuture(null);
        });
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    if (undertow != null) {
      undertow.close();
    }
    server.close();
    timer.close();
    scheduled.shutdownNow();
    executor.shutdownNow();
    json.close();
  }
}
