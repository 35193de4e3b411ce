package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.SerialExecutor;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.engine.EngineError;
import io.github.socketiojakarta.engine.EngineListener;
import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.protocol.JsonCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The Socket.IO server of one node. {@code emit} and the like are those of the main namespace, as
 * in Node.
 *
 * <p>Safe for use by many threads.
 */
public final class Server implements AutoCloseable {

  private static final String MAIN = "/";

  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  /** How long {@link #close} waits for disconnect listeners. */
  private static final Duration LISTENERS_PATIENCE = Duration.ofSeconds(5);

  /** Refused requests of which the listeners have not been told yet; more are not reported. */
  private static final int MAX_UNTOLD_ERRORS = 1000;

  private final ServerOptions options;
  private final Adapter adapter;
  private final JsonCodec json;
  private final Timer timer;
  private final Executor executor;
  private final EngineServer engine;
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final Namespace main;
  private final List<Consumer<ConnectionError>> errorListeners = new CopyOnWriteArrayList<>();
  private final Executor errorExecutor;
  private final Semaphore untold = new Semaphore(MAX_UNTOLD_ERRORS);
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Makes a server. It should take no connection before {@link #start}.
   *
   * @param options its options
   * @param adapter what joins it to the other nodes; started and closed by this server
   * @param json reads and writes JSON
   * @param timer for heartbeats and time-outs
   * @param executor runs the application's code
   */
  public Server(
      ServerOptions options, Adapter adapter, JsonCodec json, Timer timer, Executor executor) {
    this.options = Objects.requireNonNull(options, "options");
    this.adapter = Objects.requireNonNull(adapter, "adapter");
    this.json = Objects.requireNonNull(json, "json");
    this.timer = Objects.requireNonNull(timer, "timer");
    this.executor = Objects.requireNonNull(executor, "executor");
    this.errorExecutor = new SerialExecutor(executor);
    this.engine = new EngineServer(options.engine(), timer, new Connections());
    this.main = of(MAIN);
  }

  /** Starts the adapter. */
  public void start() {
    adapter.start();
  }

  /**
   * The layer below, for the container's side.
   *
   * @return the Engine.IO server
   */
  public EngineServer engine() {
    return engine;
  }

  /**
   * What joins this node to the others.
   *
   * @return the adapter
   */
  public Adapter adapter() {
    return adapter;
  }

  /**
   * The JSON library in use.
   *
   * @return the codec
   */
  public JsonCodec json() {
    return json;
  }

  /**
   * The options the server was made with.
   *
   * @return them
   */
  public ServerOptions options() {
    return options;
  }

  /**
   * A namespace, made if it does not exist.
   *
   * @param name its name; a missing leading slash is added
   * @return the namespace
   */
  public Namespace of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    return namespaces.computeIfAbsent(
        full,
        absent -> {
          Namespace namespace = new Namespace(this, absent);
          adapter.register(absent, new NamespaceListener(namespace));
          return namespace;
        });
  }

  /**
   * The main namespace.
   *
   * @return {@code of("/")}
   */
  public Namespace sockets() {
    return main;
  }

  /**
   * Adds a middleware to the main namespace; see {@link Namespace#use}.
   *
   * @param middleware looks at each socket that wants to join
   * @return this
   */
  public Server use(Middleware middleware) {
    main.use(middleware);
    return this;
  }

  /**
   * Adds a listener for new sockets of the main namespace; see {@link Namespace#onConnection}.
   *
   * @param listener told about each socket
   * @return this
   */
  public Server onConnection(Consumer<Socket> listener) {
    main.onConnection(listener);
    return this;
  }

  /**
   * Adds a listener for requests that were refused before there was a connection. It runs on a
   * managed thread, one call at a time; when it is slow and very many requests are refused, it is
   * not told of all.
   *
   * @param listener told what was refused and why
   * @return this
   */
  public Server onConnectionError(Consumer<ConnectionError> listener) {
    errorListeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Sends an event to every client of the main namespace; see {@link BroadcastOperator#emit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when it was delivered on this node
   */
  public CompletionStage<Optional<Offset>> emit(String event, Object... args) {
    return main.emit(event, args);
  }

  /**
   * Sends an event to every client of the main namespace and collects their answers; see {@link
   * BroadcastOperator#emitWithAck}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival
   */
  public CompletionStage<List<Object>> emitWithAck(String event, Object... args) {
    return main.emitWithAck(event, args);
  }

  /**
   * Addresses rooms of the main namespace.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator to(String... rooms) {
    return main.to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator in(String... rooms) {
    return main.in(rooms);
  }

  /**
   * Addresses everyone in the main namespace but the members of rooms.
   *
   * @param rooms their names
   * @return the operator
   */
  public BroadcastOperator except(String... rooms) {
    return main.except(rooms);
  }

  /**
   * Stays on this node.
   *
   * @return the operator
   */
  public BroadcastOperator local() {
    return main.local();
  }

  /**
   * Lets the packet be dropped for clients that cannot take it at once; Node's {@code volatile}.
   *
   * @return the operator
   */
  public BroadcastOperator asVolatile() {
    return main.asVolatile();
  }

  /**
   * Says whether transports may compress the packet.
   *
   * @param compress true unless said otherwise
   * @return the operator
   */
  public BroadcastOperator compress(boolean compress) {
    return main.compress(compress);
  }

  /**
   * Sets the deadline for acknowledgements and for {@code fetchSockets}.
   *
   * @param timeout from the moment of the call
   * @return the operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    return main.timeout(timeout);
  }

  /**
   * Makes every socket of the main namespace join rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsJoin(String... rooms) {
    main.socketsJoin(rooms);
  }

  /**
   * Makes every socket of the main namespace leave rooms, on all nodes.
   *
   * @param rooms their names
   */
  public void socketsLeave(String... rooms) {
    main.socketsLeave(rooms);
  }

  /**
   * Disconnects every socket of the main namespace, on all nodes.
   *
   * @param close whether the underlying connections are closed too
   */
  public void disconnectSockets(boolean close) {
    main.disconnectSockets(close);
  }

  /**
   * Finds all sockets of the main namespace, on all nodes; see {@link
   * BroadcastOperator#fetchSockets}.
   *
   * @return completes with the sockets of this node and then those of the others
   */
  public CompletionStage<List<RemoteSocket>> fetchSockets() {
    return main.fetchSockets();
  }

  /**
   * Sends an event to the code of the other nodes; see {@link Namespace#serverSideEmit}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes when the event was sent
   */
  public CompletionStage<Void> serverSideEmit(String event, Object... args) {
    return main.serverSideEmit(event, args);
  }

  /**
   * Sends an event to the code of the other nodes and collects their answers for up to 5 s; see
   * {@link Namespace#serverSideEmitWithAck(Duration, String, Object...)}.
   *
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival
   */
  public CompletionStage<List<Object>> serverSideEmitWithAck(String event, Object... args) {
    return main.serverSideEmitWithAck(event, args);
  }

  /**
   * Sends an event to the code of the other nodes and collects their answers; see {@link
   * Namespace#serverSideEmitWithAck(Duration, String, Object...)}.
   *
   * @param timeout how long answers are waited for
   * @param event its name
   * @param args its arguments
   * @return completes with the first argument of every answer, in the order of arrival
   */
  public CompletionStage<List<Object>> serverSideEmitWithAck(
      Duration timeout, String event, Object... args) {
    return main.serverSideEmitWithAck(timeout, event, args);
  }

  /**
   * Adds a listener for an event that the code of other nodes sends; see {@link Namespace#on}.
   *
   * @param event its name
   * @param listener takes it
   * @return this
   */
  public Server on(String event, EventListener listener) {
    main.on(event, listener);
    return this;
  }

  /**
   * Removes a listener that was added by {@link #on}.
   *
   * @param event its name
   * @param listener what was added
   * @return this
   */
  public Server off(String event, EventListener listener) {
    main.off(event, listener);
    return this;
  }

  /**
   * How many nodes there are; see {@link Namespace#serverCount}.
   *
   * @return completes with the number, this node included
   */
  public CompletionStage<Integer> serverCount() {
    return main.serverCount();
  }

  /**
   * Shuts down: takes no connection any more, disconnects every socket with {@code server shutting
   * down}, waits up to 5 s until their listeners have been told, so that what these publish still
   * goes out, and closes the adapter. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<?>[] leaving =
        namespaces.values().stream()
            .flatMap(namespace -> namespace.close().stream())
            .map(Socket::listenersTold)
            .toArray(CompletableFuture<?>[]::new);
    engine.close();
    awaitListeners(CompletableFuture.allOf(leaving));
    adapter.close();
  }

  /**
   * What listeners say at the end, "someone has left" for example, still reaches the other nodes.
   */
  private static void awaitListeners(CompletableFuture<Void> told) {
    try {
      told.get(LISTENERS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "disconnect listeners are still running; the server closes without them");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "some disconnect listeners could not be told", e);
    }
  }

  Timer timer() {
    return timer;
  }

  Executor executor() {
    return executor;
  }

  /** The namespace of a client's packet, which must exist. */
  Optional<Namespace> find(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  /** Takes over a connection; also a test's. */
  EngineSocket.Listener accept(EngineSocket conn) {
    Client client = new Client(this, conn);
    if (closed.get()) {
      conn.closeNow();
    } else {
      client.start();
    }
    return client;
  }

  private void report(ConnectionError error) {
    if (errorListeners.isEmpty() || !untold.tryAcquire()) {
      return;
    }
    try {
      errorExecutor.execute(
          () -> {
            untold.release();
            errorListeners.forEach(listener -> tell(listener, error));
          });
    } catch (RejectedExecutionException shuttingDown) {
      untold.release();
    }
  }

  private static void tell(Consumer<ConnectionError> listener, ConnectionError error) {
    try {
      listener.accept(error);
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.ERROR, "a listener for connection errors failed", failure);
    }
  }

  /** What the engine tells. */
  private final class Connections implements EngineListener {

    @Override
    public EngineSocket.Listener onConnection(EngineSocket conn) {
      return accept(conn);
    }

    @Override
    public void onConnectionError(
        EngineRequest request, EngineError error, Map<String, String> context) {
      report(new ConnectionError(request, error, context));
    }
  }
}
