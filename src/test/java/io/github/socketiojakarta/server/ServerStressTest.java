package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients come and go in every way while broadcasts pass; nothing may be left behind. */
class ServerStressTest {

  private static final int CLIENT_THREADS = 3;
  private static final int LIVES = 150;

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger disconnected = new AtomicInteger();

  @Test
  void nothingIsLeftAndTheClientsSeeOnlyTheirTime() throws Exception {
    ExecutorService managed = Executors.newFixedThreadPool(3);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENT_THREADS + 1);
    AtomicBoolean done = new AtomicBoolean();
    TestServer server = new TestServer(managed);
    try {
      server.io.onConnection(this::serve);
      Future<?> broadcaster =
          clients.submit(
              () -> {
                for (int i = 0; !done.get(); i++) {
                  server.io.to("room", "other").emit("b", i);
                  server.io.to("room").socketsJoin("third");
                  server.io.asVolatile().emit("v", i);
                  Thread.yield();
                }
              });
      List<Future<?>> results = new ArrayList<>();
      for (int t = 0; t < CLIENT_THREADS; t++) {
        results.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < LIVES; i++) {
                    live(server, i);
                  }
                }));
      }
      for (Future<?> result : results) {
        result.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      broadcaster.get(60, TimeUnit.SECONDS);
      await(() -> disconnected.get() == connected.get());
      assertThat(connected).hasValue(CLIENT_THREADS * LIVES);
      assertThat(server.io.sockets().sockets()).isEmpty();
      assertThat(server.io.sockets().rooms().size()).isZero();
      await(() -> server.io.engine().clientsCount() == 0);
    } finally {
      done.set(true);
      clients.shutdownNow();
      server.close();
      managed.shutdownNow();
    }
  }

  private void serve(Socket socket) {
    connected.incrementAndGet();
    socket.onDisconnect(reason -> disconnected.incrementAndGet());
    socket.join("room", "other");
    socket.on("leave", (args, ack) -> socket.leave("room"));
    socket.on("kick", (args, ack) -> socket.disconnect(false));
    socket.on("close", (args, ack) -> socket.disconnect(true));
    socket.emit("hello");
  }

  private void live(TestServer server, int number) {
    TestClient client = server.open().send("40");
    List<String> seen = new ArrayList<>();
    await(() -> readUntil(client, seen, "42[\"hello\"]"));
    assertThat(seen.get(0)).startsWith("40{\"sid\":");
    client.send("42[\"leave\"]");
    switch (number % 4) {
      case 0 -> client.vanish();
      case 1 -> {
        client.send("41");
        client.vanish();
      }
      case 2 -> {
        client.send("42[\"kick\"]");
        await(() -> readUntil(client, seen, "41"));
        client.vanish();
        seen.addAll(client.frames());
        assertThat(seen).last().isEqualTo("41");
      }
      default -> {
        client.send("42[\"close\"]");
        await(client::isClosed);
        seen.addAll(client.frames());
        assertThat(seen).last().isEqualTo("41");
      }
    }
  }

  private static boolean readUntil(TestClient client, List<String> seen, String last) {
    for (String frame = client.next(); frame != null; frame = client.next()) {
      seen.add(frame);
      if (frame.equals(last)) {
        return true;
      }
    }
    return false;
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("60 s have passed").isLessThan(deadline);
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
