package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.protocol.EnginePacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An engine on a manual timer with a listener that writes down what it is told. */
final class EngineFixture {

  static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

  final ManualTimer timer = new ManualTimer();
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  final List<EngineSocket> sockets = Collections.synchronizedList(new ArrayList<>());
  final EngineServer server;

  EngineFixture() {
    this(EngineOptions.DEFAULTS);
  }

  EngineFixture(EngineOptions options) {
    server =
        new EngineServer(
            options,
            timer,
            new EngineListener() {
              @Override
              public EngineSocket.Listener onConnection(EngineSocket socket) {
                sockets.add(socket);
                return new Recorder();
              }

              @Override
              public void onConnectionError(
                  EngineRequest request, EngineError error, Map<String, String> context) {
                errors.add(error + " " + new TreeMap<>(context));
              }
            });
  }

  private final class Recorder implements EngineSocket.Listener {

    @Override
    public void onMessage(EnginePacket message) {
      events.add(message.isBinary() ? "binary " + message.bytes().length : message.data());
    }

    @Override
    public void onClose(CloseReason reason) {
      events.add("close: " + reason);
    }

    @Override
    public void onUpgrade(String transport) {
      events.add("upgrade: " + transport);
    }
  }

  /** Node's defaults with another bound of the outbox and another limit of messages. */
  static EngineOptions limits(long outboxMaxBytes, int maxHttpBufferSize) {
    return EngineOptions.builder()
        .maxHttpBufferSize(maxHttpBufferSize)
        .outboxMaxBytes(outboxMaxBytes)
        .build();
  }

  /** Node's defaults with other intervals. */
  static EngineOptions heartbeat(Duration pingInterval, Duration pingTimeout) {
    return EngineOptions.builder().pingInterval(pingInterval).pingTimeout(pingTimeout).build();
  }

  /** Node's defaults with other ways in. */
  static EngineOptions access(
      List<String> transports, boolean allowUpgrades, RequestFilter requestFilter) {
    return EngineOptions.builder()
        .transports(transports)
        .allowUpgrades(allowUpgrades)
        .requestFilter(requestFilter)
        .build();
  }

  /** Node's defaults with CORS. */
  static EngineOptions cors(EngineOptions.Cors cors) {
    return EngineOptions.builder().cors(Optional.of(cors)).build();
  }

  FakeHttpExchange get(String url) {
    return FakeHttpExchange.get(url).sendTo(server);
  }

  /** Begins a session by long-polling. */
  EngineSocket openPolling() {
    get(POLLING);
    return last();
  }

  /** Begins a session on WebSocket; the handshake is taken off its frames. */
  FakeWebSocketConnection openWebSocket() {
    FakeWebSocketConnection connection = FakeWebSocketConnection.open(server, WEBSOCKET);
    connection.takeFrames();
    return connection;
  }

  /** The session begun last. */
  EngineSocket last() {
    return sockets.get(sockets.size() - 1);
  }

  FakeHttpExchange poll() {
    return get(polling());
  }

  FakeHttpExchange post(String body) {
    return FakeHttpExchange.post(polling(), body).sendTo(server);
  }

  /** Begins to upgrade the last session; the probe is not sent. */
  FakeWebSocketConnection openUpgrade() {
    return FakeWebSocketConnection.open(server, WEBSOCKET + "&sid=" + last().id());
  }

  /** The URL of the last session's long-polling. */
  String polling() {
    return POLLING + "&sid=" + last().id();
  }

  static List<EnginePacket> text(String... data) {
    return List.of(data).stream().map(EnginePacket::message).toList();
  }
}
