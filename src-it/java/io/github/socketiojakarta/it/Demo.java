package io.github.socketiojakarta.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import redis.embedded.RedisServer;

/**
 * {@code mvn -Pdemo}: a Redis and two WildFly nodes that serve the same small room, until Ctrl-C.
 * {@code -Dredis=host:port} takes a Redis that is there already.
 */
public final class Demo implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // guarded by this
  private boolean closed; // guarded by this
  private final List<WildFlyNode> nodes = new ArrayList<>();

  /**
   * Starts everything and stays.
   *
   * @param args none
   * @throws Exception if something does not start; what has started is stopped then
   */
  public static void main(String[] args) throws Exception {
    try (Demo demo = new Demo()) {
      // Ctrl-C and SIGTERM end the JVM, and with it, by this hook, all that it started.
      Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-stop"));
      demo.start(System.getProperty("redis"));
      demo.announce();
      new CountDownLatch(1).await();
    }
  }

  /**
   * Starts Redis, unless there is one, and the nodes, and waits until they serve.
   *
   * @param redis {@code host:port}, a {@code redis://} URI, or null
   */
  void start(String redis) throws IOException {
    say("Starting Redis and two WildFly nodes; this takes a few seconds ...");
    URI uri = redis == null ? startRedis() : toUri(redis);
    Path war =
        new WarBuilder("demo/ROOT.war")
            .classes("demo")
            .webapp(Path.of("src-it", "demo", "webapp"))
            .build();
    startNode("A", 8080, uri, war);
    startNode("B", nodes.get(0).uri().getPort() + 1, uri, war);
    nodes.forEach(node -> node.awaitDeployed("ROOT.war"));
  }

  private URI startRedis() throws IOException {
    int port = Ports.freeFrom(6380);
    RedisServer redis =
        RedisServer.builder()
            .bind("127.0.0.1")
            .port(port)
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    redis.start();
    started(redis::stop);
    return URI.create("redis://127.0.0.1:" + port);
  }

  private static URI toUri(String redis) {
    return URI.create(redis.contains("://") ? redis : "redis://" + redis);
  }

  private void startNode(String name, int firstPort, URI redis, Path war) throws IOException {
    RedisLink link = new RedisLink(redis);
    started(link);
    // The page's button ends here, by way of the demo application.
    HttpServer scissors =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Ports.free()), 0);
    scissors.createContext(
        "/cut",
        exchange -> {
          link.cut(Duration.ofSeconds(5));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    scissors.start();
    started(() -> scissors.stop(0));
    Map<String, String> config =
        Map.of(
            "socketio.redis.uri",
            link.uri().toString(),
            "demo.node",
            name,
            "demo.scissors",
            "http://127.0.0.1:" + scissors.getAddress().getPort() + "/cut");
    WildFlyNode node = new WildFlyNode("demo-" + name, Ports.freeFrom(firstPort), config, war);
    nodes.add(node);
    started(node);
  }

  /** Keeps what has to be stopped; stops it at once if the end has come meanwhile. */
  private synchronized void started(AutoCloseable part) {
    parts.push(part);
    if (closed) {
      stop(part);
      throw new IllegalStateException("stopped while starting");
    }
  }

  private void announce() {
    say("");
    for (WildFlyNode node : nodes) {
      say("    Node " + node.name().replace("demo-", "") + "   " + node.uri());
    }
    say("");
    say("Open both, side by side. Ctrl-C stops everything.");
  }

  /** The pages, one per node. */
  List<URI> pages() {
    return nodes.stream().map(WildFlyNode::uri).toList();
  }

  @Override
  public void close() {
    List<AutoCloseable> all;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      all = List.copyOf(parts);
    }
    say("Stopping ...");
    nodes.forEach(WildFlyNode::stop);
    all.forEach(Demo::stop);
    say("Stopped.");
  }

  private static void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      say("could not be stopped: " + e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
