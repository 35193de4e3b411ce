package io.github.socketiojakarta.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A socket as nodes describe it to each other. Immutable but for the plain values within.
 *
 * @param id its id
 * @param handshake its handshake as plain values, in the order of the wire: {@code headers}, {@code
 *     time}, {@code address}, {@code xdomain}, {@code secure}, {@code issued}, {@code url}, {@code
 *     query}, {@code auth}; a peer may leave some out
 * @param rooms the rooms it is in, in the order of joining
 * @param data what its application keeps with it, a plain value; null if there is none
 */
public record SocketDetails(
    String id, Map<String, Object> handshake, Set<String> rooms, Object data) {

  /** Copies the collections, keeping their order. */
  public SocketDetails {
    handshake = Collections.unmodifiableMap(new LinkedHashMap<>(handshake));
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
  }
}
