package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.testing.LowPorts;
import io.github.socketiojakarta.testing.RedisServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who injects an emitter can emit: besides serving sockets, and without. */
class EmitterInjectionTest {

  @SocketNamespace("/chat")
  static class Chat {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    List<String> heard() {
      return heard;
    }

    @OnServerSideEvent("reload")
    void reload(String what) {
      heard.add(what);
    }
  }

  @ApplicationScoped
  static class Job {
    @Inject Emitter emitter;

    boolean isReady() {
      return emitter.isReady();
    }

    void run(String text) {
      emitter.of("/chat").emit("news", text, Map.of("bytes", new byte[] {1, 2}));
      emitter.of("/chat").serverSideEmit("reload", text);
    }

    void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
      emitter.of("/chat").emit("news", "the end");
    }
  }

  @ApplicationScoped
  static class ServerUser {
    @Inject Server server;
    @Inject Namespace main;

    @Inject
    @Of("/chat")
    Namespace chat;

    @Inject Adapter adapter;
  }

  @ApplicationScoped
  static class LateServerUser {
    @Inject Instance<Server> server;

    Server server() {
      return server.get();
    }
  }

  @Singleton
  static class LateEmitterUser {
    @Inject Instance<Emitter> emitter;
  }

  /** An adapter of whose kind the library knows nothing. */
  @ApplicationScoped
  static class OwnAdapter {
    @Inject Instance<Adapter> injected;

    boolean isReady() {
      return injected.get().isReady();
    }

    @Produces
    @Singleton
    static Adapter adapter() {
      InMemoryAdapter adapter = new InMemoryAdapter();
      return (Adapter)
          Proxy.newProxyInstance(
              Adapter.class.getClassLoader(),
              new Class<?>[] {Adapter.class},
              (proxy, method, args) -> method.invoke(adapter, args));
    }
  }

  @AfterEach
  void restoreConfiguration() {
    System.clearProperty("socketio.redis.uri");
    System.clearProperty("socketio.serve");
  }

  @Test
  void withoutRedisItEmitsToTheApplicationsOwnServer() {
    try (TestApplication application = TestApplication.of(Chat.class, Job.class)) {
      TestApplication.Client ada = application.connect("/chat");

      application.get(Job.class).run("hi");

      assertThat(ada.await("451-/chat,")).startsWith("451-/chat,[\"news\",\"hi\"");
      List<String> heard = application.get(Chat.class).heard();
      await(() -> heard.equals(List.of("hi")), "the event for the server");
    }
  }

  @Test
  void anApplicationWithoutSocketsEmitsToThoseThatServeAndLeavesNoThread() {
    try (RedisServer redis = RedisServer.started()) {
      Set<Thread> before = threads();
      System.setProperty("socketio.redis.uri", redis.uri());
      try (TestApplication serving = TestApplication.of(Chat.class, Job.class)) {
        await(() -> serving.server().adapter().isReady(), "the node to reach Redis");
        TestApplication.Client ada = serving.connect("/chat");
        System.setProperty("socketio.serve", "false");
        try (TestApplication emitting = TestApplication.of(Job.class)) {
          emitting.get(Job.class).run("hi");
          assertThat(ada.await("451-/chat,")).startsWith("451-/chat,[\"news\",\"hi\"");
          List<String> heard = serving.get(Chat.class).heard();
          await(() -> heard.equals(List.of("hi")), "the event for the server");
        }
        assertThat(ada.event()).isEqualTo("[\"news\",\"the end\"]");
        System.clearProperty("socketio.serve");

        serving.get(Job.class).run("from within");
        assertThat(ada.await("451-/chat,")).startsWith("451-/chat,[\"news\",\"from within\"");
      }
      await(() -> before.containsAll(threads()), "the end of all threads");
    }
  }

  @Test
  void startsAndEndsWhileRedisIsAway() {
    System.setProperty("socketio.redis.uri", "redis://127.0.0.1:" + LowPorts.free());
    System.setProperty("socketio.serve", "false");

    try (TestApplication application = TestApplication.of(Job.class)) {
      application.get(Job.class).run("hi");
      assertThat(application.get(Job.class).isReady()).isFalse();
    }
  }

  @Test
  void whoNeedsTheServerCannotBeDeployedWithoutOne() {
    System.setProperty("socketio.redis.uri", "redis://127.0.0.1:" + LowPorts.free());
    System.setProperty("socketio.serve", "false");

    assertThatThrownBy(() -> TestApplication.of(ServerUser.class, Chat.class).close())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("socketio.serve is false")
        .hasMessageContaining("ServerUser.server")
        .hasMessageContaining("ServerUser.main")
        .hasMessageContaining("ServerUser.chat")
        .hasMessageContaining("ServerUser.adapter")
        .hasMessageContaining("EmitterInjectionTest$Chat:");
  }

  @Test
  void whoAsksForTheServerLaterIsToldThatThereIsNone() {
    System.setProperty("socketio.serve", "false");

    try (TestApplication application = TestApplication.of(LateServerUser.class)) {
      assertThatThrownBy(() -> application.get(LateServerUser.class).server())
          .isInstanceOf(SocketIoException.class)
          .hasMessageContaining("socketio.serve is false");
    }
  }

  @Test
  void anEmitterWithoutServerAndRedisCannotBeDeployed() {
    System.setProperty("socketio.serve", "false");

    assertThatThrownBy(() -> TestApplication.of(Job.class).close())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("Job.emitter")
        .hasMessageContaining("allowed is to set socketio.redis.uri");
  }

  @Test
  void anAdapterOfTheApplicationsOwnMayBeInjectedWithoutServer() {
    System.setProperty("socketio.serve", "false");

    try (TestApplication application = TestApplication.of(OwnAdapter.class)) {
      assertThat(application.get(OwnAdapter.class).isReady()).isFalse();
    }
  }

  @Test
  void throughAnAdapterOfTheApplicationsOwnItCannotEmit() {
    try (TestApplication application =
        TestApplication.of(OwnAdapter.class, LateEmitterUser.class)) {
      Instance<Emitter> emitter = application.get(LateEmitterUser.class).emitter;
      assertThatThrownBy(emitter::get)
          .hasStackTraceContaining("cannot write through the application's")
          .hasStackTraceContaining("allowed is to set socketio.redis.uri");
    }
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }
}
