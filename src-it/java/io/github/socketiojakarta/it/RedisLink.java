package io.github.socketiojakarta.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The line between one node and Redis, which can be cut: it passes bytes on, and while it is cut it
 * closes every connection, old and new.
 */
final class RedisLink implements AutoCloseable {

  private final String redisHost;
  private final int redisPort;
  private final URI uri;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile long cutUntil = System.nanoTime(); // written by cut()

  /**
   * Opens a line.
   *
   * @param redis where Redis is, {@code redis://...} without TLS
   */
  RedisLink(URI redis) {
    this.redisHost = redis.getHost();
    this.redisPort = redis.getPort() < 0 ? 6379 : redis.getPort();
    try {
      server = new ServerSocket(Ports.free(), 50, InetAddress.getByName("127.0.0.1"));
      uri =
          new URI(
              redis.getScheme(),
              redis.getUserInfo(),
              "127.0.0.1",
              server.getLocalPort(),
              redis.getPath(),
              redis.getQuery(),
              null);
    } catch (Exception e) {
      throw new IllegalStateException("no line to " + redis, e);
    }
    run(this::accept);
  }

  /** What the node takes for the address of Redis. */
  URI uri() {
    return uri;
  }

  /** Cuts the line for a while. */
  void cut(Duration time) {
    cutUntil = System.nanoTime() + time.toNanos();
    open.forEach(RedisLink::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        run(() -> connect(node));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket node) {
    open.add(node);
    try (node;
        Socket redis = new Socket()) {
      if (cutUntil - System.nanoTime() > 0) {
        return;
      }
      redis.connect(new InetSocketAddress(redisHost, redisPort));
      open.add(redis);
      try {
        run(() -> pump(redis, node));
        pump(node, redis);
      } finally {
        open.remove(redis);
      }
    } catch (IOException cutOrNoRedis) {
      // The node sees its connection end; that is what this class is for.
    } finally {
      open.remove(node);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      // Both ends are closed now.
    }
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "redis-link");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(RedisLink::closeQuietly);
  }
}
