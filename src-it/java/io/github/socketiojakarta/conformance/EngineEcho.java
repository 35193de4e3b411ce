package io.github.socketiojakarta.conformance;

import io.github.socketiojakarta.concurrent.WheelTimer;
import io.github.socketiojakarta.engine.CloseReason;
import io.github.socketiojakarta.engine.EngineOptions;
import io.github.socketiojakarta.engine.EngineServer;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.protocol.EnginePacket;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** An Engine.IO server that sends every message back, text as text and bytes as bytes. */
@ApplicationScoped
public class EngineEcho {

  static final String PATH = "/engine.io/";

  @Resource ManagedScheduledExecutorService scheduler;
  private WheelTimer timer; // this and the next are written once, before any request
  private EngineServer server;

  @PostConstruct
  void start() {
    timer = new WheelTimer(scheduler);
    server = new EngineServer(options(), timer, Echo::new);
  }

  private static EngineOptions options() {
    return EngineOptions.builder()
        .path(PATH)
        .pingInterval(Duration.ofMillis(300))
        .pingTimeout(Duration.ofMillis(200))
        .build();
  }

  EngineServer server() {
    return server;
  }

  @PreDestroy
  void stop() {
    server.close();
    timer.close();
  }

  private record Echo(EngineSocket socket) implements EngineSocket.Listener {

    @Override
    public void onMessage(EnginePacket message) {
      socket.send(List.of(message));
    }

    @Override
    public void onClose(CloseReason reason) {
      // Nothing was kept.
    }
  }
}
