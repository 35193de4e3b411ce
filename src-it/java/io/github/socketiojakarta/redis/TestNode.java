package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An adapter with a namespace {@code /} that writes down what is delivered to it. */
final class TestNode implements AutoCloseable {

  /** Generous: a loaded machine with two cores. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What was delivered; the offset is null if there was none. */
  record Delivery(ClusterMessage message, Offset offset) {
    /** The first argument of a broadcast. */
    String text() {
      return (String) data().get(1);
    }

    /** What a server of Node says at its start is none. */
    boolean isText() {
      return message instanceof ClusterMessage.Broadcast
          && data().size() > 1
          && data().get(1) instanceof String;
    }

    private List<?> data() {
      return (List<?>) ((ClusterMessage.Broadcast) message).packet().data();
    }
  }

  final RedisStreamsAdapter adapter;
  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  final List<AdapterEvent> events = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch hold = new CountDownLatch(0);
  private final AdapterParts parts = new AdapterParts();

  TestNode(RedisOptions options) {
    this(options, Optional.empty());
  }

  private TestNode(RedisOptions options, Optional<ApplicationClient> client) {
    adapter = parts.adapter(options, client);
    adapter.register("/", this::delivered);
    adapter.onEvent(events::add);
  }

  static TestNode started(RedisOptions options) {
    return started(options, Optional.empty());
  }

  static TestNode started(RedisOptions options, ApplicationClient client) {
    return started(options, Optional.of(client));
  }

  private static TestNode started(RedisOptions options, Optional<ApplicationClient> client) {
    TestNode node = new TestNode(options, client);
    node.adapter.start();
    node.awaitReady();
    return node;
  }

  private void delivered(ClusterMessage message, Optional<Offset> offset) {
    deliveries.add(new Delivery(message, offset.orElse(null)));
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the reader stop at the next delivery. */
  void hold() {
    hold = new CountDownLatch(1);
  }

  /** Lets it go on. */
  void release() {
    hold.countDown();
  }

  /** The events of a kind so far. */
  <E extends AdapterEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Waits for the first event of a kind. */
  <E extends AdapterEvent> E awaitEvent(Class<E> kind) {
    await(kind.getSimpleName(), () -> !events(kind).isEmpty());
    return events(kind).get(0);
  }

  /** Reads often, notices a hanging server soon. */
  static RedisOptions options(String uri) {
    return options(uri, Duration.ofSeconds(60));
  }

  static RedisOptions options(String uri, Duration publishTimeout) {
    return RedisOptions.builder(uri + "?timeout=1s")
        .streamName("socket.io")
        .streamCount(1)
        .maxLen(100_000)
        .readCount(100)
        .blockTime(Duration.ofMillis(500))
        .onlyPlaintext(false)
        .publishMaxPending(10_000)
        .publishTimeout(publishTimeout)
        .build();
  }

  CompletableFuture<Optional<Offset>> emit(String text) {
    return adapter.publish(broadcast(text, BroadcastOptions.ALL)).toCompletableFuture();
  }

  CompletableFuture<Optional<Offset>> emitVolatile(String text) {
    return adapter
        .publish(
            broadcast(text, new BroadcastOptions(Set.of(), Set.of(), Map.of("volatile", true))))
        .toCompletableFuture();
  }

  static ClusterMessage broadcast(String text, BroadcastOptions options) {
    return new ClusterMessage.Broadcast(
        new Packet(Packet.Type.EVENT, "/", List.of("hello", text)), options);
  }

  /** The first arguments of the broadcasts delivered. */
  List<String> texts() {
    return deliveries.stream().filter(Delivery::isText).map(Delivery::text).toList();
  }

  void awaitReady() {
    await("ready", adapter::isReady);
  }

  void awaitDeliveries(int count) {
    await(count + " deliveries, not " + deliveries.size(), () -> deliveries.size() >= count);
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as("waiting for: " + what).isNegative();
      pause(5);
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    release();
    adapter.close();
    parts.close();
  }
}
