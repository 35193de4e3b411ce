package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.github.socketiojakarta.testing.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What nodes cost while nothing happens. */
final class Idle {

  private static final long WATCHED_SECONDS = 3;

  /** A loop that does not wait makes thousands. */
  private static final int MOST_COMMANDS_A_SECOND = 20;

  /** Those of the servers among themselves, and of the fixtures. */
  private static final Set<String> OTHERS =
      Set.of("info", "ping", "replconf", "publish", "psync", "config", "role", "client", "hello");

  private Idle() {}

  /**
   * Asserts that each of the nodes sends a few commands a second, and that this process rests.
   *
   * @param nodes how many there are; their reads end after 500 ms
   */
  static void assertIdle(int nodes, List<RedisServer> servers) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long commands = commands(servers);
    long cpu = system.getProcessCpuTime();
    TestNode.pause(TimeUnit.SECONDS.toMillis(WATCHED_SECONDS));
    Duration spent = Duration.ofNanos(system.getProcessCpuTime() - cpu);
    assertThat(commands(servers) - commands)
        .as("commands in %s s of %s nodes", WATCHED_SECONDS, nodes)
        .isPositive()
        .isLessThan(nodes * MOST_COMMANDS_A_SECOND * WATCHED_SECONDS);
    assertThat(spent)
        .as("CPU in %s s", WATCHED_SECONDS)
        .isLessThan(Duration.ofMillis(WATCHED_SECONDS * 700));
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
