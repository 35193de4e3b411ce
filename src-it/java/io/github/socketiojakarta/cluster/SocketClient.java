package io.github.socketiojakarta.cluster;

import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.EngineCodec;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketDecoder;
import io.github.socketiojakarta.protocol.PacketEncoder;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client over WebSocket that writes down what it hears, in one namespace. It never reconnects.
 * Safe for use by many threads.
 */
public final class SocketClient implements AutoCloseable, WebSocket.Listener {

  /** Generous: a loaded machine with two cores. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonbCodec JSON = new JsonbCodec();

  private final String nsp;
  private final PacketDecoder decoder = new PacketDecoder(JSON); // WebSocket's thread only
  private final StringBuilder text = new StringBuilder(); // as above
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // as above
  private final Map<String, ClusterNode.Answer> answers = new ConcurrentHashMap<>();
  private final List<List<Object>> heard = new ArrayList<>(); // guarded by itself
  private final CompletableFuture<String> id = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private CompletableFuture<WebSocket> sending = opened; // the last send; guarded by this

  private SocketClient(URI server, String nsp) {
    this.nsp = nsp;
    URI uri =
        URI.create(
            server.toString().replaceFirst("^http", "ws") + "socket.io/?EIO=4&transport=websocket");
    HTTP.newWebSocketBuilder()
        .buildAsync(uri, this)
        .whenComplete(
            (socket, failure) -> {
              if (failure == null) {
                opened.complete(socket);
              } else {
                id.completeExceptionally(failure);
              }
            });
  }

  /** Connects to the main namespace of a server. */
  public static SocketClient connected(ClusterNode server) {
    return connected(server, "/");
  }

  /** Connects to a namespace of a server. */
  public static SocketClient connected(ClusterNode server, String nsp) {
    return connected(server.uri(), nsp);
  }

  /** Connects to a namespace of a server; a URI ends with a slash. */
  public static SocketClient connected(URI server, String nsp) {
    SocketClient client = new SocketClient(server, nsp);
    client.id();
    return client;
  }

  /** The id of its socket. */
  public String id() {
    return join(id);
  }

  private static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Answers an event from now on. */
  public SocketClient answer(String event, ClusterNode.Answer answer) {
    answers.put(event, answer);
    return this;
  }

  /** All events heard so far: each its name and its arguments, in a list. */
  public List<List<Object>> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** The arguments of all events of a name heard so far. */
  public List<List<Object>> heard(String event) {
    return heard().stream()
        .filter(one -> one.get(0).equals(event))
        .map(one -> one.subList(1, one.size()))
        .toList();
  }

  /** Waits until so many events of a name were heard, and gives their arguments. */
  public List<List<Object>> await(String event, int count) {
    await(
        () -> count + " times \"" + event + "\", not " + heard(event).size(),
        () -> heard(event).size() >= count);
    return heard(event);
  }

  /** Waits until it is told to leave or the connection ends; gives the reason by npm's names. */
  public String awaitEnd() {
    return join(ended);
  }

  /** Whether it is still in its namespace. */
  public boolean isConnected() {
    return id.isDone() && !ended.isDone();
  }

  /** Waits until the connection under it has ended. */
  public void awaitClosed() {
    join(closed);
  }

  /** Whether the connection under it has ended. */
  public boolean isClosed() {
    return closed.isDone();
  }

  /** Sends an event. */
  public void emit(String event, Object... args) {
    List<Object> data = new ArrayList<>(List.of(event));
    data.addAll(Arrays.asList(args));
    send(new Packet(Packet.Type.EVENT, nsp, data));
  }

  private void send(Packet packet) {
    for (EnginePacket frame : PacketEncoder.encode(packet)) {
      if (frame.isBinary()) {
        send(socket -> socket.sendBinary(ByteBuffer.wrap(frame.bytes()), true));
      } else {
        sendText(frame.frame());
      }
    }
  }

  private void sendText(String frame) {
    send(socket -> socket.sendText(frame, true));
  }

  /** One send at a time: this WebSocket refuses a second. */
  private synchronized void send(Function<WebSocket, CompletableFuture<WebSocket>> how) {
    sending = sending.thenCompose(how);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String frame = text.toString();
      text.setLength(0);
      received(EngineCodec.decode(frame));
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    bytes.writeBytes(part);
    if (last) {
      EnginePacket packet = EnginePacket.message(bytes.toByteArray());
      bytes.reset();
      received(packet);
    }
    socket.request(1);
    return null;
  }

  private void received(EnginePacket packet) {
    switch (packet.type()) {
      case OPEN -> send(new Packet(Packet.Type.CONNECT, nsp, null));
      case PING -> sendText("3");
      case MESSAGE -> decoder.add(packet).ifPresent(this::received);
      default -> {}
    }
  }

  private void received(Packet packet) {
    switch (packet.type()) {
      case CONNECT -> id.complete((String) ((Map<?, ?>) packet.data()).get("sid"));
      case DISCONNECT -> ended.complete("io server disconnect");
      case CONNECT_ERROR ->
          id.completeExceptionally(new IllegalStateException("refused: " + packet.data()));
      case EVENT -> event(packet);
      default -> {}
    }
  }

  private void event(Packet packet) {
    List<Object> event = new ArrayList<>((List<?>) packet.data());
    synchronized (heard) {
      heard.add(event);
    }
    Optional.ofNullable(answers.get((String) event.get(0)))
        .filter(answer -> packet.hasId() && answer.given())
        .ifPresent(
            answer -> {
              List<Object> data = new ArrayList<>();
              data.add(answer.value());
              send(new Packet(Packet.Type.ACK, nsp, packet.id(), data));
            });
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    end("transport close", new IllegalStateException("closed with " + status + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end("transport close", error);
  }

  private void end(String reason, Throwable cause) {
    id.completeExceptionally(new IllegalStateException(reason, cause));
    ended.complete(reason);
    closed.complete(null);
  }

  static void await(Supplier<String> what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until >= 0) {
        throw new AssertionError("waited in vain for: " + what.get());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** Says that it goes, for servers take a while to notice it otherwise. */
  @Override
  public synchronized void close() {
    send(new Packet(Packet.Type.DISCONNECT, nsp, null));
    sending.thenAccept(WebSocket::abort);
  }
}
