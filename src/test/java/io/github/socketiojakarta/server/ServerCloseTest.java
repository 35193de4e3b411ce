package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ServerCloseTest {

  @Test
  void socketsHearThatTheServerShutsDownAndClientsAreClosedWithoutAWord() {
    InMemoryAdapter adapter = new InMemoryAdapter();
    TestServer server = new TestServer(ServerOptions.DEFAULTS, adapter, Runnable::run);
    assertThat(adapter.isReady()).isTrue();
    server.watch(server.io.sockets());
    server.watch(server.io.of("/custom"));
    TestClient client = server.open();
    client.join("/");
    client.join("/custom");

    server.io.close();
    server.io.close();

    assertThat(server.noted())
        .hasSize(4)
        .allMatch(line -> line.matches("disconnect(ing)? server shutting down [01]"));
    assertThat(client.frames()).isEmpty();
    assertThat(client.isClosed()).isTrue();
    assertThat(server.io.engine().clientsCount()).isZero();
    assertThat(adapter.isReady()).isFalse();
    server.close();
  }

  @Test
  void nobodyIsLetInAnyMore() {
    ManualExecutor executor = new ManualExecutor();
    TestServer server = new TestServer(executor);
    server.io.onConnection(socket -> server.note("connected"));
    TestClient client = server.open().send("40");
    server.io.close();
    executor.runAll();
    assertThat(client.frames()).isEmpty();
    assertThat(server.noted()).isEmpty();
    assertThat(server.io.sockets().sockets()).isEmpty();
    assertThat(server.timer.waiting()).isZero();
    server.close();
  }

  @Test
  void whatDisconnectListenersPublishStillGoesOut() {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    TestServer server = new TestServer(ServerOptions.DEFAULTS, new InMemoryAdapter(), threads);
    server.io.onConnection(
        socket ->
            socket.onDisconnect(
                reason -> {
                  while (server.io.engine().clientsCount() > 0) { // close() is past that, too
                    Thread.onSpinWait();
                  }
                  server.io.emit("left", socket.id());
                  server.note("published");
                }));
    TestClient client = server.open().send("40");
    CompletableFuture.runAsync(() -> {}, threads).join(); // has joined
    assertThat(client.frames()).hasSize(1);

    server.io.close();

    assertThat(server.noted()).containsExactly("published");
    threads.shutdown();
    server.close();
  }
}
