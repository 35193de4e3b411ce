package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.concurrent.ManualTimer;
import io.github.socketiojakarta.json.JsonbCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A server whose time and threads belong to the test. */
final class TestServer implements AutoCloseable {

  final ManualTimer timer = new ManualTimer();
  final JsonbCodec json = new JsonbCodec();
  final Server io;

  /** What was noted with {@link #note}. */
  private final List<String> log = new ArrayList<>(); // guarded by itself

  TestServer() {
    this(Runnable::run);
  }

  TestServer(Executor executor) {
    this(ServerOptions.DEFAULTS, new InMemoryAdapter(), executor);
  }

  TestServer(ServerOptions options, Adapter adapter, Executor executor) {
    io = new Server(options, adapter, json, timer, executor);
    io.start();
  }

  TestClient open() {
    return TestClient.open(io.engine());
  }

  /** Makes a client that has joined a namespace; the answer to that has been read. */
  Joined join(String nsp) {
    Namespace namespace = io.of(nsp);
    TestClient client = open();
    String sid = client.join(nsp);
    return new Joined(client, namespace.socket(sid).orElseThrow());
  }

  void note(String what) {
    synchronized (log) {
      log.add(what);
    }
  }

  /** Forgets what it gives back. */
  List<String> noted() {
    synchronized (log) {
      List<String> all = new ArrayList<>(log);
      log.clear();
      return all;
    }
  }

  /** Notes errors, the rooms at {@code disconnecting} and {@code disconnect}, and the reasons. */
  void watch(Namespace namespace) {
    namespace.onConnection(
        socket -> {
          socket.onError(error -> note("error " + error.getMessage()));
          socket.onDisconnecting(
              reason -> note("disconnecting " + reason + " " + socket.rooms().size()));
          socket.onDisconnect(reason -> note("disconnect " + reason + " " + socket.rooms().size()));
        });
  }

  @Override
  public void close() {
    io.close();
    json.close();
  }

  /** Both ends. */
  record Joined(TestClient client, Socket socket) {}
}
