package io.github.socketiojakarta.engine;

import static io.github.socketiojakarta.engine.EngineFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Threads that send on a session while its client polls, upgrades and is closed. */
@Timeout(60)
class ConnectionStressTest {

  private static final int SENDERS = 4;
  private static final int PACKETS = 500;

  private final EngineFixture engine = new EngineFixture();
  private final AtomicInteger sent = new AtomicInteger();

  @RepeatedTest(20)
  void losesAndRepeatsNothingWhileItUpgrades() throws Exception {
    List<String> received = run(false);
    for (int sender = 0; sender < SENDERS; sender++) {
      assertThat(numbers(received, sender)).hasSize(PACKETS);
    }
  }

  @RepeatedTest(20)
  void repeatsNothingAndKeepsTheOrderWhenItIsClosedInBetween() throws Exception {
    run(true);
  }

  private List<String> run(boolean closeInBetween) throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      EngineSocket socket = engine.openPolling();
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        senders.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int n = 0; n < PACKETS; n++) {
                    socket.send(text(sender + ":" + n));
                    sent.incrementAndGet();
                    if (n % 32 == 0) {
                      Thread.yield(); // so that the client gets to its upgrade meanwhile
                    }
                  }
                  return null;
                }));
      }
      Future<List<String>> client =
          pool.submit(
              () -> {
                start.await();
                return pollThenUpgrade(pool);
              });
      start.countDown();
      if (closeInBetween) {
        int moment = ThreadLocalRandom.current().nextInt(SENDERS * PACKETS);
        while (sent.get() < moment) {
          Thread.yield();
        }
        socket.closeNow();
      }
      for (Future<?> sender : senders) {
        sender.get(30, TimeUnit.SECONDS);
      }
      socket.close();
      List<String> received = client.get(30, TimeUnit.SECONDS);
      for (int sender = 0; sender < SENDERS; sender++) {
        List<Integer> numbers = numbers(received, sender);
        for (int n = 0; n < numbers.size(); n++) {
          assertThat(numbers.get(n)).isEqualTo(n); // in order, none twice, none left out
        }
      }
      engine.timer.advanceMillis(0);
      assertThat(engine.events.stream().filter(event -> event.startsWith("close:")))
          .containsExactly("close: forced close");
      assertThat(engine.server.clientsCount()).isZero();
      assertThat(engine.timer.waiting()).isZero();
      return received;
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Polls for some of the packets, then a WebSocket whose sends complete on other threads. */
  private List<String> pollThenUpgrade(ExecutorService pool) {
    List<String> received = new ArrayList<>();
    while (received.size() < PACKETS) {
      FakeHttpExchange poll = engine.poll();
      engine.last().send(text("wake")); // so that it is answered for certain
      while (!poll.answered()) {
        Thread.yield();
      }
      if (poll.status() != 200) {
        return received;
      }
      for (String packet : poll.text().split("\u001e")) {
        received.add(packet);
      }
      if (received.get(received.size() - 1).equals("1")) {
        return received;
      }
    }
    FakeWebSocketConnection connection = new FakeWebSocketConnection().completeOn(pool);
    EngineRequest request = Requests.get(EngineFixture.WEBSOCKET + "&sid=" + engine.last().id());
    if (engine.server.refuseUpgrade(request).isPresent()) {
      return received;
    }
    WebSocketHandler handler = engine.server.open(request, connection);
    handler.onText("2probe");
    handler.onText("5");
    while (connection.closeCode() == null) {
      Thread.onSpinWait();
    }
    assertThat(connection.overlapped()).isFalse();
    connection.frames().forEach(frame -> received.add((String) frame));
    return received;
  }

  private static List<Integer> numbers(List<String> received, int sender) {
    String prefix = "4" + sender + ":";
    return received.stream()
        .filter(packet -> packet.startsWith(prefix))
        .map(packet -> Integer.valueOf(packet.substring(prefix.length())))
        .toList();
  }
}
