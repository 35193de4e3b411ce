package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.fail;

import com.sun.management.OperatingSystemMXBean;
import io.github.socketiojakarta.testing.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What nodes cost while nothing happens. */
final class Idle {

  private static final long WATCHED_SECONDS = 3;
  private static final int MOST_WATCHES = 10;

  /** A loop that does not wait makes thousands. */
  private static final int MOST_COMMANDS_A_SECOND = 20;

  /** Those of the servers among themselves, and of the fixtures. */
  private static final Set<String> OTHERS =
      Set.of("info", "ping", "replconf", "publish", "psync", "config", "role", "client", "hello");

  private Idle() {}

  /**
   * Waits until each of the nodes sends a few commands a second and this process rests: what a
   * fault has set going may take a while to end, but it must end.
   *
   * @param nodes how many there are; their reads end after 500 ms
   */
  static void awaitIdle(int nodes, List<RedisServer> servers) {
    List<String> watched = new ArrayList<>();
    for (int i = 0; i < MOST_WATCHES; i++) {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long commands = commands(servers);
      long cpu = system.getProcessCpuTime();
      TestNode.pause(TimeUnit.SECONDS.toMillis(WATCHED_SECONDS));
      Duration spent = Duration.ofNanos(system.getProcessCpuTime() - cpu);
      long sent = commands(servers) - commands;
      if (sent > 0
          && sent < nodes * MOST_COMMANDS_A_SECOND * WATCHED_SECONDS
          && spent.compareTo(Duration.ofMillis(WATCHED_SECONDS * 700)) < 0) {
        return;
      }
      watched.add(sent + " commands and " + spent + " of CPU");
    }
    fail(nodes + " nodes did not come to rest; in " + WATCHED_SECONDS + " s each: " + watched);
  }

  private static long commands(List<RedisServer> servers) {
    return servers.stream()
        .filter(RedisServer::isRunning)
        .flatMap(server -> server.client().info("commandstats").lines())
        .filter(line -> line.startsWith("cmdstat_"))
        .filter(line -> !OTHERS.contains(line.substring(8).split("[|:]")[0]))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
