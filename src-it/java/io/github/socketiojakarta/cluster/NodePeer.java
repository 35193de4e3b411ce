package io.github.socketiojakarta.cluster;

import io.github.socketiojakarta.it.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A server of Node in a process of its own, npm socket.io with
 * {@code @socket.io/redis-streams-adapter}; see src-it/npm/peer-node.mjs. Safe for use by many
 * threads.
 */
public final class NodePeer implements ClusterNode {

  /** The two clients for Redis that the adapter works with. */
  public enum Client {
    /** npm {@code redis}. */
    REDIS,
    /** npm {@code ioredis}. */
    IOREDIS
  }

  private static final Duration START_TIME = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final Thread atExit;
  private final Path errors;
  private final Writer commands; // guarded by itself
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Object>> pending = new ConcurrentHashMap<>();
  private final CompletableFuture<Object> port = new CompletableFuture<>();
  private URI uri;

  private NodePeer(String name, Client client, Settings settings, Map<String, Object> options) {
    this.name = name;
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("name", name);
    config.put("client", client == Client.REDIS ? "redis" : "ioredis");
    config.put("urls", settings.urls());
    settings.master().ifPresent(master -> config.put("master", master));
    config.put("cluster", settings.cluster());
    config.put("adapter", settings.adapter());
    config.put("namespaces", settings.namespaces());
    config.put("server", options);
    pending.put(0L, port);
    try {
      Path directory = Tools.npm();
      errors = Files.createTempFile(directory, "peer-" + name + "-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(Tools.require("Node.js", "node").toString(), "peer-node.mjs")
              .directory(directory.toFile())
              .redirectError(errors.toFile());
      builder.environment().put("PEER", Lines.write(config));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    atExit = new Thread(process::destroyForcibly); // a test run that is cut off leaves no server
    Runtime.getRuntime().addShutdownHook(atExit);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    InputStream output = process.getInputStream();
    Thread reader = new Thread(() -> read(output), "node peer " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a server and waits until it serves clients and hears the others.
   *
   * @param name for messages, and for Redis the name of its connections
   * @param client which client for Redis it has
   * @param settings those of the cluster
   */
  public static NodePeer started(String name, Client client, Settings settings) {
    return started(name, client, settings, Map.of());
  }

  /**
   * Starts a server and waits until it serves clients and hears the others.
   *
   * @param name for messages, and for Redis the name of its connections
   * @param client which client for Redis it has
   * @param settings those of the cluster
   * @param options of its Socket.IO server, by Node's names
   */
  public static NodePeer started(
      String name, Client client, Settings settings, Map<String, Object> options) {
    NodePeer peer = new NodePeer(name, client, settings, options);
    peer.awaitStart();
    return peer;
  }

  private void awaitStart() {
    try {
      Number number = (Number) port.get(START_TIME.toSeconds(), TimeUnit.SECONDS);
      uri = URI.create("http://127.0.0.1:" + number.intValue() + "/");
    } catch (Exception e) {
      IllegalStateException failure =
          new IllegalStateException(
              name
                  + (e instanceof TimeoutException ? ": takes too long to start" : ": has ended")
                  + errors(),
              e);
      close();
      throw failure;
    }
  }

  /** What it has complained about. */
  public String errors() {
    try {
      return "\n" + Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process, for example to stop or kill it. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  private void read(InputStream output) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        outcome((Map<?, ?>) Lines.read(line));
      }
    } catch (IOException | RuntimeException e) {
      System.err.println(name + ": " + e);
    } finally {
      NodeFailure failure = new NodeFailure(name + " has ended" + errors(), List.of(), null);
      pending.values().forEach(future -> future.completeExceptionally(failure));
    }
  }

  private void outcome(Map<?, ?> line) {
    CompletableFuture<Object> future = pending.remove(((Number) line.get("id")).longValue());
    if (line.get("error") instanceof String error) {
      List<Object> responses = new ArrayList<>((List<?>) line.get("responses"));
      future.completeExceptionally(new NodeFailure(error, responses, null));
    } else {
      future.complete(line.get("result"));
    }
  }

  private Command command(String what) {
    return new Command(what);
  }

  /** One line. */
  private final class Command {

    private final long id = ids.incrementAndGet();
    private final Map<String, Object> line = new LinkedHashMap<>();

    Command(String what) {
      line.put("id", id);
      line.put("do", what);
    }

    Command with(String key, Object value) {
      line.put(key, value);
      return this;
    }

    Command event(String event, Object[] args) {
      return with("event", event).with("args", Arrays.asList(args));
    }

    Command socket(String nsp, String id) {
      return with("nsp", nsp).with("socket", id);
    }

    CompletableFuture<Object> send() {
      CompletableFuture<Object> future = new CompletableFuture<>();
      pending.put(id, future);
      try {
        synchronized (commands) {
          commands.write(Lines.write(line) + "\n");
          commands.flush();
        }
      } catch (IOException e) {
        pending.remove(id);
        future.completeExceptionally(new NodeFailure(name + " has ended" + errors(), List.of(), e));
      }
      return future;
    }

    <T> CompletableFuture<T> send(Function<Object, T> result) {
      return send().thenApply(result);
    }

    CompletableFuture<Void> tell() {
      return send(result -> null);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static SocketView view(Object value) {
    Map<String, Object> fields = (Map<String, Object>) value;
    return new SocketView(
        (String) fields.get("id"),
        list(fields.get("rooms")).stream().map(String.class::cast).toList(),
        fields.get("data"),
        (Map<String, Object>) fields.get("handshake"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public CompletableFuture<Void> emit(Target to, String event, Object... args) {
    return command("emit").with("to", to.plain()).event(event, args).tell();
  }

  @Override
  public CompletableFuture<List<Object>> emitWithAck(Target to, String event, Object... args) {
    return command("emitWithAck").with("to", to.plain()).event(event, args).send(NodePeer::list);
  }

  @Override
  public CompletableFuture<List<SocketView>> fetchSockets(Target of) {
    return command("fetchSockets")
        .with("to", of.plain())
        .send(result -> list(result).stream().map(NodePeer::view).toList());
  }

  @Override
  public CompletableFuture<Void> socketsJoin(Target who, String... rooms) {
    return command("socketsJoin").with("to", who.plain()).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> socketsLeave(Target who, String... rooms) {
    return command("socketsLeave").with("to", who.plain()).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> disconnectSockets(Target who, boolean close) {
    return command("disconnectSockets").with("to", who.plain()).with("close", close).tell();
  }

  @Override
  public CompletableFuture<Void> serverSideEmit(String nsp, String event, Object... args) {
    return command("serverSideEmit").with("nsp", nsp).event(event, args).tell();
  }

  @Override
  public CompletableFuture<List<Object>> serverSideEmitWithAck(
      String nsp, String event, Object... args) {
    return command("serverSideEmitWithAck")
        .with("nsp", nsp)
        .event(event, args)
        .send(NodePeer::list);
  }

  @Override
  public CompletableFuture<Integer> serverCount(String nsp) {
    return command("serverCount").with("nsp", nsp).send(result -> ((Number) result).intValue());
  }

  @Override
  public CompletableFuture<Void> listen(String nsp, String event, Answer answer) {
    return command("listen")
        .with("nsp", nsp)
        .with("event", event)
        .with("answers", answer.given())
        .with("answer", answer.value())
        .tell();
  }

  @Override
  public CompletableFuture<List<List<Object>>> heard(String nsp, String event) {
    return command("heard")
        .with("nsp", nsp)
        .with("event", event)
        .send(result -> list(result).stream().map(NodePeer::list).toList());
  }

  @Override
  public CompletableFuture<List<String>> sockets(String nsp) {
    return command("sockets")
        .with("nsp", nsp)
        .send(result -> list(result).stream().map(String.class::cast).toList());
  }

  @Override
  public CompletableFuture<SocketView> socket(String nsp, String id) {
    return command("socket").socket(nsp, id).send(NodePeer::view);
  }

  @Override
  public CompletableFuture<Void> data(String nsp, String id, Map<String, Object> data) {
    return command("data").socket(nsp, id).with("data", data).tell();
  }

  @Override
  public CompletableFuture<Void> join(String nsp, String id, String... rooms) {
    return command("join").socket(nsp, id).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> leave(String nsp, String id, String... rooms) {
    return command("leave").socket(nsp, id).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> emitToSocket(String nsp, String id, String event, Object... args) {
    return command("emitToSocket").socket(nsp, id).event(event, args).tell();
  }

  @Override
  public CompletableFuture<Object> emitToSocketWithAck(
      String nsp, String id, Duration timeout, String event, Object... args) {
    return command("emitToSocketWithAck")
        .socket(nsp, id)
        .with("timeout", timeout.toMillis())
        .event(event, args)
        .send();
  }

  @Override
  public CompletableFuture<Void> broadcastFromSocket(
      String nsp, String id, String event, Object... args) {
    return command("broadcastFromSocket").socket(nsp, id).event(event, args).tell();
  }

  @Override
  public CompletableFuture<Void> remoteEmit(String nsp, String id, String event, Object... args) {
    return command("remoteEmit").socket(nsp, id).event(event, args).tell();
  }

  @Override
  public CompletableFuture<Object> remoteEmitWithAck(
      String nsp, String id, Duration timeout, String event, Object... args) {
    return command("remoteEmitWithAck")
        .socket(nsp, id)
        .with("timeout", timeout.toMillis())
        .event(event, args)
        .send();
  }

  @Override
  public CompletableFuture<Void> remoteJoin(String nsp, String id, String... rooms) {
    return command("remoteJoin").socket(nsp, id).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> remoteLeave(String nsp, String id, String... rooms) {
    return command("remoteLeave").socket(nsp, id).with("rooms", List.of(rooms)).tell();
  }

  @Override
  public CompletableFuture<Void> remoteDisconnect(String nsp, String id, boolean close) {
    return command("remoteDisconnect").socket(nsp, id).with("close", close).tell();
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // it has run
    }
  }
}
