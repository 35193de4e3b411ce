package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.redis.RedisStreamsAdapter;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.testing.LowPorts;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applications with the adapter that the configuration asks for. */
class RedisLifecycleTest {

  @SocketNamespace("/chat")
  static class Chat {
    @Inject
    @Of("/chat")
    Namespace chat;

    @OnEvent("say")
    void say(String text) {
      chat.emit("said", text);
    }
  }

  @AfterEach
  void restoreConfiguration() {
    System.clearProperty("socketio.redis.uri");
  }

  @Test
  void joinsApplicationsThroughRedisAndLeavesNoThread() {
    try (RedisServer redis = RedisServer.started()) {
      Set<Thread> before = threads();
      System.setProperty("socketio.redis.uri", redis.uri());
      try (TestApplication one = TestApplication.of(Chat.class);
          TestApplication two = TestApplication.of(Chat.class)) {
        await(() -> isReady(one) && isReady(two), "both nodes to reach Redis");
        TestApplication.Client ada = one.connect("/chat");
        TestApplication.Client bob = two.connect("/chat");

        ada.emit("[\"say\",\"hi\"]");

        assertThat(bob.event()).isEqualTo("[\"said\",\"hi\"]");
        assertThat(ada.event()).isEqualTo("[\"said\",\"hi\"]");
      }
      await(() -> before.containsAll(threads()), "the end of all threads");
    }
  }

  /** An application that uses Redis for itself, too. */
  @ApplicationScoped
  static class OwnClient {
    private static final String THREADS = "application-";

    private final ClientResources resources =
        DefaultClientResources.builder()
            .threadFactoryProvider(pool -> new DefaultThreadFactory(THREADS + pool, true))
            .build();

    @Produces
    @ApplicationScoped
    RedisClient client() {
      return RedisClient.create(resources);
    }

    void shutDown(@Disposes RedisClient client) {
      client.shutdown();
      resources.shutdown().awaitUninterruptibly();
    }
  }

  @Test
  void sharesTheClientThatTheApplicationHas() {
    try (RedisServer redis = RedisServer.started()) {
      System.setProperty("socketio.redis.uri", redis.uri());
      Set<Thread> before = threads();
      try (TestApplication one = TestApplication.of(Chat.class, OwnClient.class)) {
        await(() -> isReady(one), "the node to reach Redis");
        assertThat(threads()).anyMatch(thread -> thread.getName().startsWith(OwnClient.THREADS));
        assertThat(threads())
            .filteredOn(thread -> thread.getName().matches("socketio-.*ioEventLoop.*"))
            .isEmpty();
      }
      await(() -> before.containsAll(threads()), "the end of all threads");
    }
  }

  @Test
  void staysOneNodeWithAClientButNoAddress() {
    try (TestApplication one = TestApplication.of(Chat.class, OwnClient.class)) {
      assertThat(one.server().adapter()).isInstanceOf(InMemoryAdapter.class);
    }
  }

  @Test
  void startsAndEndsWhileRedisIsAway() {
    System.setProperty("socketio.redis.uri", "redis://127.0.0.1:" + LowPorts.free());

    try (TestApplication application = TestApplication.of(Chat.class)) {
      assertThat(application.server().adapter()).isInstanceOf(RedisStreamsAdapter.class);
      assertThat(isReady(application)).isFalse();
      assertThat(application.connect("/chat").closeCode()).isNull();
    }
  }

  private static boolean isReady(TestApplication application) {
    Server server = application.server();
    return server.adapter().isReady();
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }
}
