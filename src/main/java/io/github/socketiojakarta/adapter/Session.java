package io.github.socketiojakarta.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is kept of a socket that lost its connection, so that its client may return. Immutable but
 * for the plain values within, which must not be changed any more.
 *
 * @param sid the id of the socket
 * @param pid its private id, known to its client only: who has it may return as that client
 * @param rooms the rooms it was in, in the order of joining
 * @param data what its application keeps with it, a plain value (see {@link
 *     io.github.socketiojakarta.protocol.JsonCodec}); null if there is none
 * @param extras what nodes keep besides, plain values by name; nodes that run Node pass over it,
 *     and what an other version of this server wrote is in here too
 */
public record Session(
    String sid, String pid, Set<String> rooms, Object data, Map<String, Object> extras) {

  private static final Set<String> TAKEN = Set.of("sid", "pid", "rooms", "data");

  /**
   * Copies the collections, keeping their order.
   *
   * @throws IllegalArgumentException if an extra has the name of a component
   */
  public Session {
    Objects.requireNonNull(sid, "sid");
    Objects.requireNonNull(pid, "pid");
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    for (String name : extras.keySet()) {
      if (TAKEN.contains(name)) {
        throw new IllegalArgumentException("no name for an extra: " + name);
      }
    }
  }

  /**
   * A session without extras, as a node that runs Node saves it.
   *
   * @param sid the id of the socket
   * @param pid its private id
   * @param rooms the rooms it was in, in the order of joining
   * @param data a plain value, or null
   */
  public Session(String sid, String pid, Set<String> rooms, Object data) {
    this(sid, pid, rooms, data, Map.of());
  }
}
