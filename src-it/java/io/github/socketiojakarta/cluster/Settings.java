package io.github.socketiojakarta.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all servers of a cluster have to agree on: where Redis is, and the options of the adapter.
 *
 * @param urls {@code redis://host:port}: the one server, the sentinels, or servers of a Redis
 *     Cluster
 * @param master the sentinels' name for the master; empty if there are no sentinels
 * @param cluster whether it is a Redis Cluster
 * @param namespaces those that every server has
 * @param adapter options of the adapter by Node's names
 */
public record Settings(
    List<String> urls,
    Optional<String> master,
    boolean cluster,
    List<String> namespaces,
    Map<String, Object> adapter) {

  /** Nodes end a read only when it ends by itself, hence the short ones. */
  private static final Map<String, Object> SHORT_READS =
      Map.of("blockTimeInMs", Duration.ofMillis(500).toMillis());

  /** One server. */
  public static Settings standalone(String url) {
    return new Settings(List.of(url), Optional.empty(), false, List.of("/"), SHORT_READS);
  }

  /** A master that sentinels watch. */
  public static Settings sentinel(String master, List<String> sentinels) {
    return new Settings(sentinels, Optional.of(master), false, List.of("/"), SHORT_READS);
  }

  /** A Redis Cluster. */
  public static Settings cluster(List<String> servers) {
    return new Settings(servers, Optional.empty(), true, List.of("/"), SHORT_READS);
  }

  /** With an option of the adapter, by Node's name. */
  public Settings with(String option, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(adapter);
    more.put(option, value);
    return new Settings(urls, master, cluster, namespaces, more);
  }

  /** With these namespaces. */
  public Settings namespaces(String... names) {
    return new Settings(urls, master, cluster, List.of(names), adapter);
  }
}
