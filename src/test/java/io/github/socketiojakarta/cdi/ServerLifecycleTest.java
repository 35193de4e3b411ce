package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.RequestFilter;
import io.github.socketiojakarta.engine.Requests;
import io.github.socketiojakarta.json.JsonbCodec;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.ConnectException;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class ServerLifecycleTest {

  @Singleton
  static class Injecting {
    @Inject Server server;
    @Inject Adapter adapter;
    @Inject Namespace main;
    @Inject @Of Namespace alsoMain;

    @Inject
    @Of("${test.none:/chat}")
    Namespace chat;

    final Namespace byParameter;

    @Inject
    Injecting(@Of("/chat") Namespace byParameter) {
      this.byParameter = byParameter;
    }
  }

  @Test
  void makesServerAdapterAndNamespacesInjectable() {
    try (TestApplication application = TestApplication.of(Injecting.class)) {
      Injecting bean = application.get(Injecting.class);

      assertThat(bean.server).isSameAs(application.server());
      assertThat(bean.adapter).isSameAs(bean.server.adapter()).isInstanceOf(InMemoryAdapter.class);
      assertThat(bean.main).isSameAs(bean.alsoMain).isSameAs(bean.server.sockets());
      assertThat(bean.chat).isSameAs(bean.byParameter).isSameAs(bean.server.of("/chat"));
    }
  }

  @ApplicationScoped
  static class Preparing {
    @Inject Server server;

    void atStartup(@Observes Startup event) {
      server.of("/early").use(socket -> {});
    }

    void prepare(@Observes @Initialized(ApplicationScoped.class) Object event) {
      server
          .of("/guarded")
          .use(
              socket -> {
                throw new ConnectException("not you");
              });
    }
  }

  @Test
  void letsTheApplicationPrepareTheServerAtItsStart() {
    try (TestApplication application = TestApplication.of(Preparing.class)) {
      TestApplication.Client client = application.connect("/early");

      client.send("40/guarded,");

      client.await("44/guarded,{\"message\":\"not you\"}");
    }
  }

  /** Tells what happens to it. */
  @ApplicationScoped
  static class OwnAdapter implements Adapter {
    static final List<String> LOG = new ArrayList<>();
    private final InMemoryAdapter delegate = new InMemoryAdapter();

    @Override
    public void start() {
      LOG.add("start");
      delegate.start();
    }

    @Override
    public boolean isReady() {
      return delegate.isReady();
    }

    @Override
    public void register(String nsp, Listener listener) {
      delegate.register(nsp, listener);
    }

    @Override
    public void unregister(String nsp) {
      delegate.unregister(nsp);
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      return delegate.publish(message);
    }

    @Override
    public ClusterCall ask(ClusterRequest request, Consumer<ClusterResponse> responses) {
      return ClusterCall.NONE;
    }

    @Override
    public CompletionStage<Integer> serverCount(String nsp) {
      return CompletableFuture.completedFuture(1);
    }

    @Override
    public void close() {
      LOG.add("close");
      delegate.close();
    }
  }

  @Singleton
  static class OwnFilter implements RequestFilter {
    @Override
    public Optional<String> refuse(EngineRequest request) {
      return request.query().containsKey("token") ? Optional.empty() : Optional.of("no token");
    }
  }

  static class OwnJson {
    static final JsonbCodec CODEC = new JsonbCodec();

    @Produces
    @Singleton
    JsonCodec codec() {
      return CODEC;
    }
  }

  @Test
  void takesTheBeansOfTheApplication() {
    OwnAdapter.LOG.clear();
    try (TestApplication application =
        TestApplication.of(OwnAdapter.class, OwnFilter.class, OwnJson.class, Injecting.class)) {
      Server server = application.server();

      assertThat(application.get(Injecting.class).adapter).isInstanceOf(OwnAdapter.class);
      assertThat(server.adapter()).isInstanceOf(OwnAdapter.class);
      assertThat(server.json()).isSameAs(OwnJson.CODEC);
      assertThat(
              server.engine().refuseUpgrade(Requests.get("/socket.io/?EIO=4&transport=websocket")))
          .contains("no token");
    }
    assertThat(OwnAdapter.LOG).containsExactly("start", "close");
  }

  static class SecondFilter {
    @Produces
    RequestFilter filter() {
      return RequestFilter.ALLOW_ALL;
    }
  }

  @Test
  void refusesTwoBeansWhereOneIsAllowed() {
    assertThatThrownBy(() -> TestApplication.of(OwnFilter.class, SecondFilter.class))
        .hasRootCauseInstanceOf(SocketIoException.class)
        .hasRootCauseMessage(
            "there are several beans of type "
                + RequestFilter.class.getName()
                + "; allowed is one");
  }

  @Singleton
  static class ImpatientFilter implements RequestFilter {
    @Inject Server server;

    @Override
    public Optional<String> refuse(EngineRequest request) {
      return Optional.empty();
    }
  }

  @Test
  void refusesABeanThatNeedsTheServerThatNeedsIt() {
    assertThatThrownBy(() -> TestApplication.of(ImpatientFilter.class))
        .rootCause()
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("Instance<Server>");
  }

  @Test
  void namesKeyAndJndiNameWhenThereIsNoExecutor() {
    assertThatThrownBy(() -> TestApplication.weld(Injecting.class).initialize().close())
        .satisfies(
            failure ->
                assertThat(messages(failure))
                    .contains(
                        "there is no ManagedExecutorService under the JNDI name"
                            + " java:comp/DefaultManagedExecutorService; set socketio.executor"));
  }

  @Test
  void prefersTheJndiNameThatIsSetToABean() {
    System.setProperty("socketio.scheduled-executor", "java:app/clock");
    try {
      Throwable failure = catchThrowable(() -> TestApplication.of(Injecting.class));

      assertThat(messages(failure))
          .contains(
              "there is no ManagedScheduledExecutorService under the JNDI name java:app/clock; set"
                  + " socketio.scheduled-executor");
    } finally {
      System.clearProperty("socketio.scheduled-executor");
    }
  }

  @SocketNamespace("/end")
  static class Leaving {
    static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();
    @Inject Server server;

    @OnDisconnect
    void left(DisconnectReason reason) throws InterruptedException {
      Thread.sleep(50); // so that an undeployment that does not wait is over by now
      LOG.add("left: " + reason);
    }

    void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
      server.of("/end").emit("bye");
    }

    @PreDestroy
    void destroy() {
      LOG.add("destroyed");
    }
  }

  @Test
  void endsTheServerAndWaitsForHandlersBeforeBeansAreDestroyed() {
    Leaving.LOG.clear();
    TestApplication application = TestApplication.of(Leaving.class);
    Server server = application.server();
    TestApplication.Client client = application.connect("/end");

    application.close();

    assertThat(Leaving.LOG).containsExactly("left: server shutting down", "destroyed");
    assertThat(client.event()).isEqualTo("[\"bye\"]");
    assertThat(client.closeCode()).isNotNull();
    assertThat(server.engine().clientsCount()).isZero();
  }

  /** Executors that outlive the application, as those of a container do. */
  static class ContainerExecutors {
    static final ScheduledThreadPoolExecutor THREADS = new ScheduledThreadPoolExecutor(3);

    @Produces
    @Singleton
    ManagedExecutorService executor() {
      return TestExecutors.managed(ManagedExecutorService.class, THREADS);
    }

    @Produces
    @Singleton
    ManagedScheduledExecutorService scheduledExecutor() {
      return TestExecutors.managed(ManagedScheduledExecutorService.class, THREADS);
    }
  }

  @SocketNamespace("/busy")
  static class Busy {
    @PostConstruct
    void begin() {}

    @OnConnect
    void connected(Socket socket) {
      socket.timeout(java.time.Duration.ofHours(1)).emitWithAck("ever answered?");
    }

    @OnEvent("work")
    int work(int number) {
      return number;
    }
  }

  @Test
  void leavesNothingBehindWhenRedeployed() {
    List<WeakReference<Server>> servers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      servers.add(deployAndUse(i));
    }

    // A tick of the timer that is under way may come to its end.
    await(() -> ContainerExecutors.THREADS.getQueue().isEmpty(), "no scheduled task");
    await(() -> ContainerExecutors.THREADS.getActiveCount() == 0, "no running task");
    await(
        () -> {
          System.gc();
          return servers.stream().allMatch(server -> server.get() == null);
        },
        "all servers to be collected");
    ContainerExecutors.THREADS.shutdown();
  }

  private static WeakReference<Server> deployAndUse(int round) {
    Weld weld = TestApplication.weld(ContainerExecutors.class, Busy.class);
    try (TestApplication application = TestApplication.of(weld)) {
      TestApplication.Client client = application.connect("/busy");
      client.emit(1, "[\"work\"," + round + "]");
      assertThat(client.ack(1)).isEqualTo("[" + round + "]");
      return new WeakReference<>(application.server());
    }
  }

  @Test
  void isFoundByItsFilesInTheJar() {
    // Discovery of bean archives and extensions, as in a WAR; test classes have no beans.xml.
    try (WeldContainer container =
        new Weld().addBeanClasses(TestExecutors.class, Busy.class).initialize()) {
      assertThat(container.select(SocketIoExtension.class).get().namespaceBeans())
          .extracting(NamespaceBean::nsp)
          .contains("/busy");
      assertThat(container.select(Server.class).get())
          .isSameAs(container.select(ServerLifecycle.class).get().server());
    }
  }

  private static String messages(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      text.append(t.getMessage()).append('\n');
    }
    return text.toString();
  }
}
