package io.github.socketiojakarta.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmitterTest {

  public record Point(int x, int y) {}

  private static final JsonbCodec JSON = new JsonbCodec();

  /** Keeps what it is given. */
  private static final class Recorder implements ClusterWriter {
    final List<Object> written = new ArrayList<>();
    final CompletableFuture<Optional<Offset>> outcome = new CompletableFuture<>();
    boolean ready;
    boolean closed;

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      written.add(message);
      return outcome;
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterRequest.ServerSideEmit event) {
      written.add(event);
      return outcome;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Recorder recorder = new Recorder();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Emitter emitter = new Emitter(recorder, JSON, tasks::add);

  @AfterAll
  static void close() {
    JSON.close();
  }

  @Test
  void emitsToEveryoneInTheMainNamespace() {
    emitter.emit("hello", "world", new Point(1, 2), null);

    assertThat(recorder.written)
        .containsExactly(
            broadcast(
                "/",
                Arrays.asList("hello", "world", Map.of("x", 1L, "y", 2L), null),
                BroadcastOptions.ALL));
  }

  @Test
  void keepsTheOrderOfRoomsAndFlagsAndChangesNoOperator() {
    EmitterOperator first = emitter.of("chat").to("b", "a");
    EmitterOperator second = first.in("c", "a").except("y", "x").compress(false).asVolatile();
    first.emit("1");
    second.emit("2");

    BroadcastOptions options = ((ClusterMessage) recorder.written.get(1)).options();
    assertThat(recorder.written.get(0))
        .isEqualTo(broadcast("/chat", List.of("1"), BroadcastOptions.ALL.to("b", "a")));
    assertThat(options.rooms()).containsExactly("b", "a", "c");
    assertThat(options.except()).containsExactly("y", "x");
    assertThat(options.flags().entrySet())
        .containsExactly(Map.entry("compress", false), Map.entry("volatile", true));
  }

  @Test
  void everyOperatorStartsFromTheEmitterToo() {
    emitter.to("r").emit("1");
    emitter.in("r").emit("2");
    emitter.except("r").emit("3");
    emitter.asVolatile().emit("4");
    emitter.compress(false).emit("5");

    assertThat(recorder.written)
        .extracting(message -> ((ClusterMessage) message).options())
        .containsExactly(
            BroadcastOptions.ALL.to("r"),
            BroadcastOptions.ALL.to("r"),
            BroadcastOptions.ALL.except("r"),
            BroadcastOptions.ALL.flag("volatile", true),
            BroadcastOptions.ALL.flag("compress", false));
  }

  @Test
  void movesAndDisconnectsSockets() {
    emitter.socketsJoin("b", "a");
    emitter.of("/chat").in("x").socketsLeave("b");
    emitter.except("x").disconnectSockets(true);
    emitter.disconnectSockets(false);
    emitter.socketsLeave("z");
    emitter.in("x").socketsJoin("y");

    BroadcastOptions all = BroadcastOptions.ALL;
    assertThat(recorder.written)
        .containsExactly(
            new ClusterMessage.SocketsJoin("/", all, Set.of("b", "a")),
            new ClusterMessage.SocketsLeave("/chat", all.to("x"), Set.of("b")),
            new ClusterMessage.DisconnectSockets("/", all.except("x"), true),
            new ClusterMessage.DisconnectSockets("/", all, false),
            new ClusterMessage.SocketsLeave("/", all, Set.of("z")),
            new ClusterMessage.SocketsJoin("/", all.to("x"), Set.of("y")));
  }

  @Test
  void emitsToTheCodeOfTheServers() {
    emitter.of("/chat").serverSideEmit("reload", new Point(1, 2));

    assertThat(recorder.written)
        .containsExactly(
            new ClusterRequest.ServerSideEmit(
                "/chat", List.of("reload", Map.of("x", 1L, "y", 2L)), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void refusesReservedEvents(String event) {
    refused(() -> emitter.emit(event), "\"" + event + "\" is a reserved event name");
    refused(() -> emitter.to("r").emit(event), "\"" + event + "\" is a reserved event name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connection", "new_namespace"})
  void refusesReservedEventsOfServers(String event) {
    refused(() -> emitter.serverSideEmit(event), "\"" + event + "\" is a reserved event name");
  }

  @Test
  void refusesCallbacksInTheLastPlace() {
    Runnable runnable = () -> {};
    Consumer<Object> consumer = value -> {};
    Function<Object, Object> function = value -> value;
    Callable<Object> other = () -> 1;
    for (Object callback : List.of(runnable, consumer, function, other)) {
      refused(() -> emitter.emit("x", 1, callback), "Acknowledgements are not supported");
      refused(() -> emitter.to("r").emit("x", callback), "Acknowledgements are not supported");
      refused(() -> emitter.serverSideEmit("x", callback), "Acknowledgements are not supported");
    }
  }

  private void refused(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(SocketIoException.class).hasMessage(message);
    assertThat(recorder.written).isEmpty();
  }

  @Test
  void refusesARoomWithoutAName() {
    String none = null;
    assertThatThrownBy(() -> emitter.to(none)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> emitter.socketsJoin(none)).isInstanceOf(NullPointerException.class);
    assertThat(recorder.written).isEmpty();
  }

  @Test
  void whatIsChainedRunsOnTheExecutor() {
    List<Object> outcomes = new ArrayList<>();
    emitter.emit("x").thenAccept(outcomes::add);
    emitter.serverSideEmit("x").thenAccept(outcomes::add);
    Optional<Offset> offset = Optional.of(new Offset(1, 2));
    recorder.outcome.complete(offset);
    assertThat(outcomes).isEmpty();

    tasks.forEach(Runnable::run);

    assertThat(outcomes).containsExactly(offset, offset);
  }

  @Test
  void failsWithWhatTheWriterFailsWith() {
    CompletableFuture<?> stage = emitter.socketsJoin("r").toCompletableFuture();
    recorder.outcome.completeExceptionally(new PublishException("away"));

    assertThatThrownBy(stage::join).hasCauseInstanceOf(PublishException.class);
  }

  @Test
  void sharesItsWriterWithTheEmittersOfItsNamespaces() {
    assertThat(emitter.of("/chat").isReady()).isFalse();
    recorder.ready = true;
    assertThat(emitter.of("/chat").isReady()).isTrue();

    emitter.close();

    assertThat(recorder.closed).isTrue();
  }

  private static ClusterMessage broadcast(String nsp, List<?> data, BroadcastOptions options) {
    return new ClusterMessage.Broadcast(new Packet(Packet.Type.EVENT, nsp, data), options);
  }
}
