package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Future;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class SocketIoExtensionTest {

  @SocketNamespace
  static class WithoutScope {
    @OnEvent("a")
    void a() {}
  }

  @Singleton
  @SocketNamespace("/single")
  static class WithSingleton {
    @OnEvent("a")
    int a() {
      return 1;
    }
  }

  @ApplicationScoped
  @SocketNamespace("${test.none:/expression}")
  static class WithExpression {
    @OnConnect
    void a(Socket socket, Namespace namespace) {}
  }

  @Test
  void findsBeansAndTheirNamespaces() {
    try (WeldContainer container =
        deploy(WithoutScope.class, WithSingleton.class, WithExpression.class)) {
      List<NamespaceBean> beans = container.select(SocketIoExtension.class).get().namespaceBeans();

      assertThat(beans)
          .extracting(NamespaceBean::nsp)
          .containsExactlyInAnyOrder("/", "/single", "/expression");
      assertThat(beans)
          .filteredOn(bean -> bean.nsp().equals("/"))
          .allMatch(bean -> bean.bean().getScope() == ApplicationScoped.class);
    }
  }

  abstract static class Base<T> {
    @OnEvent("inherited")
    void inherited() {}

    @OnEvent("overridden")
    void overridden() {}

    abstract void generic(T value);
  }

  @SocketNamespace
  static class Derived extends Base<String> {
    @Override
    void overridden() {}

    @Override
    @OnEvent("generic")
    void generic(String value) {}
  }

  @Test
  void takesInheritedMethodsButNotThoseOverridden() {
    try (WeldContainer container = deploy(Derived.class)) {
      assertThat(container.select(SocketIoExtension.class).get().namespaceBeans().get(0).handlers())
          .extracting(HandlerMethod::event)
          .containsExactlyInAnyOrder("inherited", "generic");
    }
  }

  @SocketNamespace
  static class Mistakes {
    @OnEvent("private")
    private void privateMethod() {}

    @OnEvent("static")
    static void staticMethod() {}

    @OnConnect
    void connectWithText(String text) {}

    @OnConnect
    void connectWithReason(DisconnectReason reason) {}

    @OnDisconnect
    void disconnectWithAck(Ack ack) {}

    @OnConnect
    int connectWithResult() {
      return 1;
    }

    @OnEvent("ack")
    int ackAndResult(Ack ack) {
      return 1;
    }

    @OnEvent("disconnect")
    void reserved() {}

    @OnEvent(" ")
    void nameless() {}

    @OnEvent("twice")
    void first() {}

    @OnEvent("twice")
    void second() {}

    @OnEvent("future")
    Future<String> future() {
      return null;
    }

    @OnEvent("foreign")
    void foreign(EngineSocket socket) {}

    @OnEvent("variable")
    <T> void variable(T value) {}

    @OnEvent("rest")
    void rest(String... rest) {}

    @OnConnect
    @OnDisconnect
    void both() {}

    @OnServerSideEvent("socket")
    void withSocket(Socket socket) {}

    @OnServerSideEvent("connection")
    void reservedServerSide() {}

    @OnServerSideEvent("")
    void namelessServerSide() {}

    @OnServerSideEvent("twice")
    void thirdServerSide() {}

    @OnServerSideEvent("twice")
    void fourthServerSide() {}

    @OnServerSideEvent("twoAnswers")
    int twoAnswers(Ack ack) {
      return 1;
    }

    @OnServerSideEvent("both")
    @OnEvent("both")
    void bothEvents() {}
  }

  @Test
  void reportsAllMistakesOfMethodsTogether() {
    String prefix = Mistakes.class.getName() + ".";

    assertThat(definitionError(Mistakes.class))
        .contains(
            prefix + "privateMethod(): is private; allowed is any other visibility",
            prefix + "staticMethod(): is static; allowed are methods of the bean instance",
            prefix
                + "connectWithText(String): parameter 1 of type java.lang.String is unknown to"
                + " @OnConnect; allowed are Socket, Namespace, Handshake, Server",
            prefix
                + "connectWithReason(DisconnectReason): parameter 1 of type "
                + DisconnectReason.class.getName()
                + " is unknown to @OnConnect; allowed are Socket, Namespace, Handshake, Server",
            prefix
                + "disconnectWithAck(Ack): parameter 1 of type "
                + Ack.class.getName()
                + " is unknown to @OnDisconnect; allowed are Socket, Namespace, Handshake, Server,"
                + " DisconnectReason",
            prefix + "connectWithResult(): has a result, which nobody takes; allowed is void",
            prefix
                + "ackAndResult(Ack): takes an Ack and has a result; allowed is one of them to"
                + " acknowledge the event",
            prefix
                + "reserved(): takes the event \"disconnect\", whose name is reserved; allowed is"
                + " any other name, or @OnConnect or @OnDisconnect",
            prefix + "nameless(): takes an event without a name; allowed is @OnEvent(\"name\")",
            prefix
                + "second(): takes the event \"twice\", and so does "
                + prefix
                + "first(); allowed is one method of a class for an event",
            prefix
                + "future(): has a Future as result; allowed is a CompletionStage, or the value"
                + " itself",
            prefix
                + "foreign(EngineSocket): parameter 1 of type "
                + EngineSocket.class.getName()
                + " cannot come from a client; allowed are Socket, Namespace, Handshake, Server,"
                + " Arguments, Ack and types that JSON-B can bind",
            prefix
                + "variable(Object): parameter 1 of type T has no definite type; allowed are"
                + " classes and their generics",
            prefix
                + "rest(String[]): parameter 1 of type java.lang.String[] is variable; allowed are"
                + " an array or Arguments for all that came",
            prefix + "both(): has [@OnConnect, @OnDisconnect]; allowed is one of them",
            prefix
                + "withSocket(Socket): parameter 1 of type "
                + Socket.class.getName()
                + " cannot come from another node; allowed are Namespace, Server, Arguments, Ack"
                + " and types that JSON-B can bind",
            prefix
                + "reservedServerSide(): takes the event \"connection\", whose name is reserved;"
                + " allowed is any other name, or @OnConnect or @OnDisconnect",
            prefix
                + "namelessServerSide(): takes an event without a name; allowed is"
                + " @OnServerSideEvent(\"name\")",
            prefix
                + "thirdServerSide(): takes the event \"twice\", and so does "
                + prefix
                + "fourthServerSide(); allowed is one method of a class for an event",
            prefix
                + "twoAnswers(Ack): takes an Ack and has a result; allowed is one of them to"
                + " acknowledge the event",
            prefix + "bothEvents(): has [@OnEvent, @OnServerSideEvent]; allowed is one of them");
  }

  @ApplicationScoped
  static class Homeless {
    @OnEvent("a")
    void a() {}
  }

  @Test
  void reportsHandlersOutsideOfNamespaces() {
    assertThat(definitionError(Homeless.class))
        .contains(
            Homeless.class.getName()
                + ".a(): is a handler, but its class serves no namespace; allowed are classes with"
                + " @SocketNamespace");
  }

  @RequestScoped
  @SocketNamespace
  static class PerRequest {}

  @Dependent
  @SocketNamespace
  static class PerUser {}

  @Test
  void reportsScopesOtherThanThoseOfOneInstance() {
    assertThat(definitionError(PerRequest.class, PerUser.class))
        .contains(
            PerRequest.class.getName() + ": is @RequestScoped; allowed are @ApplicationScoped",
            PerUser.class.getName() + ": is @Dependent; allowed are @ApplicationScoped");
  }

  @SocketNamespace("chat")
  static class WithoutSlash {}

  @SocketNamespace("${test.none}")
  static class WithoutValue {}

  @ApplicationScoped
  static class Injecting {
    @Inject
    @Of("lobby")
    Namespace lobby;
  }

  @Test
  void reportsNamespacesThatAreNone() {
    assertThat(definitionError(WithoutSlash.class, WithoutValue.class, Injecting.class))
        .contains(
            WithoutSlash.class.getName() + ": @SocketNamespace(\"chat\"): the namespace is",
            WithoutValue.class.getName()
                + ": @SocketNamespace(\"${test.none}\"): the configuration has no value for"
                + " ${test.none}",
            "Injecting.lobby: @Of(\"lobby\"): the namespace is \"lobby\"");
  }

  @SocketNamespace
  abstract static class Abstract {}

  @SocketNamespace
  class Inner {}

  @SocketNamespace
  static class WithoutConstructor {
    WithoutConstructor(String text) {}
  }

  @Test
  void reportsClassesThatCannotBeBeans() {
    assertThat(definitionError(Abstract.class, Inner.class, WithoutConstructor.class))
        .contains(
            Abstract.class.getName() + ": has @SocketNamespace but is abstract",
            Inner.class.getName() + ": has @SocketNamespace but is an inner class",
            WithoutConstructor.class.getName() + ": has @SocketNamespace but has no constructor");
  }

  @SocketNamespace
  static class FirstAnswer {
    @OnEvent("a")
    int a() {
      return 1;
    }

    @OnEvent("b")
    void b() {}

    @OnServerSideEvent("b")
    int serverSideB() {
      return 1;
    }

    @OnServerSideEvent("c")
    void c(Ack ack) {}
  }

  @SocketNamespace
  static class SecondAnswer {
    @OnServerSideEvent("c")
    int serverSideC() {
      return 2;
    }

    @OnEvent("a")
    void a(Ack ack) {}

    @OnEvent("b")
    int b() {
      return 2;
    }
  }

  @Test
  void reportsTwoAnswersToOneEvent() {
    assertThat(definitionError(FirstAnswer.class, SecondAnswer.class))
        .contains("answers the event \"a\" of /, and so does")
        .contains("answers the event \"c\" of /, and so does")
        .doesNotContain("the event \"b\"");
  }

  @SocketNamespace
  static final class Final {}

  @SocketNamespace
  static class FinalMethod {
    @OnEvent("a")
    final void a() {}
  }

  @Singleton
  @SocketNamespace
  static final class FinalSingleton {}

  @Test
  void reportsClassesThatCannotHaveAProxy() {
    for (Class<?> type : List.of(Final.class, FinalMethod.class)) {
      assertThat(catchThrowable(() -> deploy(type).close()))
          .isInstanceOf(DeploymentException.class)
          .hasMessageContaining(type.getName() + ": cannot have a proxy; allowed are");
    }
    deploy(FinalSingleton.class).close();
  }

  @Test
  void reportsTheConfigurationAsADeploymentProblem() {
    System.setProperty("socketio.ping-interval", "soon");
    System.setProperty("socketio.ping-timeout", "later");
    try {
      Throwable problem = catchThrowable(() -> deploy(WithoutScope.class).close());

      assertThat(problem)
          .isInstanceOf(DeploymentException.class)
          .hasMessageContaining("socketio.ping-interval = \"soon\"")
          .hasMessageContaining("socketio.ping-timeout = \"later\"");
    } finally {
      System.clearProperty("socketio.ping-interval");
      System.clearProperty("socketio.ping-timeout");
    }
  }

  private static String definitionError(Class<?>... beans) {
    Throwable error = catchThrowable(() -> deploy(beans).close());
    assertThat(error).isInstanceOf(DefinitionException.class);
    return error.getMessage();
  }

  /** The library's own beans stay out. */
  private static WeldContainer deploy(Class<?>... beans) {
    return new Weld()
        .disableDiscovery()
        .addExtensions(new SocketIoExtension())
        .addBeanClasses(beans)
        .initialize();
  }
}
