package io.github.socketiojakarta.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports, below those that the system gives to outgoing connections. */
final class Ports {

  // Somewhere by the process, so that two builds on one machine seldom try the same.
  private static final AtomicInteger NEXT =
      new AtomicInteger(10_000 + (int) (ProcessHandle.current().pid() % 200) * 100);

  private Ports() {}

  /** One that is free now and was not given before by this process. */
  static int free() {
    return freeFrom(NEXT);
  }

  /** The first free one from a number on. */
  static int freeFrom(int first) {
    return freeFrom(new AtomicInteger(first));
  }

  private static int freeFrom(AtomicInteger next) {
    while (true) {
      int port = next.getAndIncrement();
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        if (port >= 32_000) {
          throw new IllegalStateException("no free port", taken);
        }
      }
    }
  }
}
