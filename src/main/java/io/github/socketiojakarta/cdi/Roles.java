package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.emitter.Emitter;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an application is seen to be by what it injects: one that serves sockets, one that emits, or
 * both; and whether its configuration lets it.
 *
 * <p>For the thread that deploys.
 */
final class Roles {

  /** What to set for an emitter. */
  static final String CLUSTER =
      ConfigKeys.REDIS_URI.name() + " or " + ConfigKeys.REDIS_CLUSTER.name();

  // Where in the application.
  private final Set<String> servers = new TreeSet<>();
  private final Set<String> adapters = new TreeSet<>();
  private final Set<String> emitters = new TreeSet<>();

  /**
   * Notes an injection point.
   *
   * @param type what is injected
   * @param where into which member
   */
  void injected(Type type, String where) {
    if (type == Server.class || type == Namespace.class) {
      servers.add(where);
    } else if (type == Adapter.class) {
      adapters.add(where);
    } else if (type == Emitter.class) {
      emitters.add(where);
    }
  }

  /** Notes a bean that serves a namespace. */
  void serves(Class<?> type) {
    servers.add(type.getName());
  }

  /**
   * What does not go with the configuration, one line each.
   *
   * @param ownAdapter whether the application has an {@link Adapter} of its own
   */
  List<String> problems(SocketIoConfig config, boolean ownAdapter) {
    List<String> problems = new ArrayList<>();
    if (config.serve()) {
      return problems;
    }
    Set<String> needServer = new TreeSet<>(servers);
    if (!ownAdapter) {
      needServer.addAll(adapters);
    }
    String serve = ConfigKeys.SERVE.name();
    for (String where : needServer) {
      problems.add(
          where
              + ": needs the server, but "
              + serve
              + " is false; allowed is to inject Emitter, or to set "
              + serve
              + " to true");
    }
    if (config.redis().isEmpty()) {
      for (String where : emitters) {
        problems.add(
            where
                + ": needs a cluster to emit to; allowed is to set "
                + CLUSTER
                + ", or "
                + serve
                + " to true: then it emits to the application's own server");
      }
    }
    return problems;
  }
}
