package io.github.socketiojakarta.it;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * {@code mvn -Pconformance}: serves what the official protocol suites of Engine.IO and Socket.IO
 * want to meet, on port 3000 or {@code -Dport=...}, until Ctrl-C.
 */
public final class Conformance {

  private Conformance() {}

  /**
   * Starts and stays.
   *
   * @param args none
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    try (WildFlyNode node =
        new WildFlyNode("conformance", Integer.getInteger("port", 3000), Map.of(), war())) {
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "conformance-stop"));
      node.awaitDeployed("ROOT.war");
      System.out.println("Engine.IO on " + node.uri() + "engine.io/");
      System.out.println("Socket.IO on " + node.uri() + "socket.io/   Ctrl-C stops it.");
      new CountDownLatch(1).await();
    }
  }

  private static Path war() {
    return new WarBuilder("conformance/ROOT.war")
        .jar("conformance", "io.github.socketiojakarta.conformance.EngineEchoInitializer")
        .config("socketio.ping-interval", "300ms")
        .config("socketio.ping-timeout", "200ms")
        .config("socketio.max-http-buffer-size", 1_000_000)
        .config("socketio.connect-timeout", "1s")
        .build();
  }
}
