package io.github.socketiojakarta.it;

import io.github.socketiojakarta.testing.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A Redis and two WildFly nodes with the test application at their root: started when the first
 * test asks for them, stopped after the last.
 */
final class Cluster implements AutoCloseable {

  /** Hands the one cluster of the test run to the constructors of tests. */
  static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.GLOBAL)
          .getOrComputeIfAbsent(Cluster.class, key -> new Cluster(), Cluster.class);
    }
  }

  private final RedisServer redis = RedisServer.started();
  private final WildFlyNode a; // null if it could not be started, as is b
  private final WildFlyNode b;

  private Cluster() {
    try {
      Path war = application("ROOT.war").build();
      a = node("a", war);
      b = node("b", war);
      nodes().forEach(node -> node.awaitDeployed("ROOT.war"));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Its connections to Redis carry its name. */
  private WildFlyNode node(String name, Path war) {
    Map<String, String> config = Map.of("socketio.redis.uri", redis.uri() + "?clientName=" + name);
    return new WildFlyNode(name, Ports.free(), config, war);
  }

  /** How many connections each node has to Redis. */
  Map<String, Long> connections() {
    return redis
        .client()
        .clientList()
        .lines()
        .map(line -> line.replaceFirst(".*\\bname=(\\S*).*", "$1"))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  /** The test application under a name of its own. */
  static WarBuilder application(String war) {
    return new WarBuilder(war).classes("it/app");
  }

  RedisServer redis() {
    return redis;
  }

  WildFlyNode a() {
    return a;
  }

  WildFlyNode b() {
    return b;
  }

  List<WildFlyNode> nodes() {
    return List.of(a, b);
  }

  @Override
  public void close() {
    if (a != null) {
      a.stop();
    }
    if (b != null) {
      b.close();
    }
    if (a != null) {
      a.close();
    }
    redis.close();
  }
}
