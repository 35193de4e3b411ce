package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.engine.FakeWebSocketConnection;
import io.github.socketiojakarta.server.Server;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application with this library in Weld, and clients whose WebSockets need no container. */
final class TestApplication implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final WeldContainer container;

  private TestApplication(WeldContainer container) {
    this.container = container;
  }

  /** Deploys beans, with executors. */
  static TestApplication of(Class<?>... beans) {
    return of(weld(beans).addBeanClass(TestExecutors.class));
  }

  /** Deploys what was put together by {@link #weld}. */
  static TestApplication of(Weld weld) {
    return new TestApplication(weld.initialize());
  }

  /** The library as it is in a WAR, but for the executors. */
  static Weld weld(Class<?>... beans) {
    return new Weld()
        .disableDiscovery()
        .addExtensions(new SocketIoExtension())
        .addBeanClasses(
            ServerLifecycle.class, ServerProducer.class, EmitterLifecycle.class, RequestScope.class)
        .addBeanClasses(beans);
  }

  <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  Server server() {
    return get(ServerLifecycle.class).server();
  }

  /** A client that has joined a namespace. */
  Client connect(String nsp) {
    Client client = new Client(nsp);
    client.connection.receive("40" + client.prefix);
    client.await("40" + client.prefix + "{\"sid\":");
    return client;
  }

  @Override
  public void close() {
    container.close();
  }

  static void await(BooleanSupplier condition, Object description) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for " + description).isLessThan(end);
      Thread.onSpinWait();
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** One client in one namespace. */
  final class Client {

    private final FakeWebSocketConnection connection;
    private final String prefix;
    private final Deque<Object> frames = new ArrayDeque<>();

    private Client(String nsp) {
      prefix = nsp.equals("/") ? "" : nsp + ",";
      connection =
          FakeWebSocketConnection.open(server().engine(), "/socket.io/?EIO=4&transport=websocket");
      await("0{");
    }

    /** Sends an event, its arguments with the name as JSON. */
    void emit(String json) {
      connection.receive("42" + prefix + json);
    }

    /** Sends an event that wants an acknowledgement. */
    void emit(int id, String json) {
      connection.receive("42" + prefix + id + json);
    }

    /** Sends a frame as it is. */
    void send(String frame) {
      connection.receive(frame);
    }

    void send(byte[] frame) {
      connection.receive(frame);
    }

    /** The arguments of the next acknowledgement of an id, as JSON. */
    String ack(int id) {
      String start = "43" + prefix + id + "[";
      return await(start).substring(start.length() - 1);
    }

    /** The next event, the name included, as JSON. */
    String event() {
      return await("42" + prefix + "[").substring(2 + prefix.length());
    }

    /** Whether a frame that begins so has come and was not taken. */
    boolean has(String start) {
      return find(start).isPresent();
    }

    void close() {
      connection.clientCloses();
    }

    Integer closeCode() {
      return connection.closeCode();
    }

    /** Waits for a text frame that begins so, and takes it. */
    String await(String start) {
      TestApplication.await(() -> has(start), start + " in " + frames);
      String frame = find(start).orElseThrow();
      frames.remove(frame);
      return frame;
    }

    private Optional<String> find(String start) {
      frames.addAll(connection.takeFrames());
      return frames.stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .filter(frame -> frame.startsWith(start))
          .findFirst();
    }
  }
}
