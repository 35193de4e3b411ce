package io.github.socketiojakarta.testing;

import io.github.socketiojakarta.engine.CloseReason;
import io.github.socketiojakarta.engine.EngineError;
import io.github.socketiojakarta.engine.EngineListener;
import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.protocol.EnginePacket;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends every message back unchanged, and writes down what happens. */
public final class EchoListener implements EngineListener {

  private final EventLog events = new EventLog();
  private final CompletableFuture<EngineSocket> opened = new CompletableFuture<>();

  /**
   * What happened.
   *
   * @return the events
   */
  public EventLog events() {
    return events;
  }

  /**
   * The first session; waits for it.
   *
   * @return the session
   */
  public EngineSocket socket() {
    return opened.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public EngineSocket.Listener onConnection(EngineSocket socket) {
    opened.complete(socket);
    return new EngineSocket.Listener() {

      @Override
      public void onMessage(EnginePacket message) {
        events.add(
            "message",
            message.isBinary()
                ? "hex " + HexFormat.of().formatHex(message.bytes())
                : message.data());
        socket.send(List.of(message));
      }

      @Override
      public void onClose(CloseReason reason) {
        events.add("close", reason.toString());
      }

      @Override
      public void onUpgrade(String transport) {
        events.add("upgrade", transport);
      }
    };
  }

  @Override
  public void onConnectionError(
      EngineRequest request, EngineError error, Map<String, String> context) {
    events.add("connection_error", error.code(), error.message(), new TreeMap<>(context));
  }
}
