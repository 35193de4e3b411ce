package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which server of a Redis Cluster has which slots, as one of them says. Immutable. */
final class SlotMap {

  private final List<Range> ranges;
  private final List<RedisURI> servers;

  private record Range(long from, long to, RedisURI master) {}

  private SlotMap(List<Range> ranges, List<RedisURI> servers) {
    this.ranges = List.copyOf(ranges);
    this.servers = List.copyOf(servers);
  }

  /**
   * Reads the answer to {@code CLUSTER SLOTS}: ranges of a first and a last slot, a master and its
   * replicas; each of these has a host, empty or null for the server that answers, and a port.
   *
   * @throws RedisConnectionException if it names no master: that server has not joined a cluster
   */
  static SlotMap parse(List<Object> answer, RedisURI speaker) {
    List<Range> ranges = new ArrayList<>();
    Map<String, RedisURI> servers = new LinkedHashMap<>();
    for (Object each : answer) {
      List<?> range = (List<?>) each;
      for (int i = 2; i < range.size(); i++) {
        RedisURI server = server((List<?>) range.get(i), speaker);
        String place = ServerUris.place(server);
        servers.putIfAbsent(place, server);
        if (i == 2) {
          ranges.add(new Range((Long) range.get(0), (Long) range.get(1), server));
        }
      }
    }
    if (ranges.isEmpty()) {
      throw new RedisConnectionException(
          "the server at " + ServerUris.place(speaker) + " serves no slots");
    }
    return new SlotMap(ranges, List.copyOf(servers.values()));
  }

  private static RedisURI server(List<?> parts, RedisURI speaker) {
    Object host = parts.get(0);
    String name =
        host instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.UTF_8)
            : host == null ? "" : host.toString();
    boolean unknown = name.isEmpty() || name.equals("?");
    return ServerUris.at(
        speaker, unknown ? speaker.getHost() : name, Math.toIntExact((Long) parts.get(1)));
  }

  /**
   * The master that has a slot.
   *
   * @throws RedisConnectionException if none has it at present
   */
  RedisURI ownerOf(int slot) {
    for (Range range : ranges) {
      if (range.from() <= slot && slot <= range.to()) {
        return range.master();
      }
    }
    throw new RedisConnectionException("no server of the cluster has slot " + slot);
  }

  /** Masters and replicas, each once. */
  List<RedisURI> servers() {
    return servers;
  }
}
