package io.github.socketiojakarta.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whom a server addresses, and how; each method gives a new target.
 *
 * @param nsp the namespace
 * @param rooms everyone if there are none
 * @param except the rooms that are left out
 * @param local whether it stays on the server
 * @param droppable Node's {@code volatile}
 * @param timeout how long answers are waited for
 */
public record Target(
    String nsp,
    List<String> rooms,
    List<String> except,
    boolean local,
    boolean droppable,
    Optional<Duration> timeout) {

  /** Everyone in the main namespace. */
  public static final Target ALL = of("/");

  /** Everyone in a namespace. */
  public static Target of(String nsp) {
    return new Target(nsp, List.of(), List.of(), false, false, Optional.empty());
  }

  /** Rooms of the main namespace; a socket's id is one. */
  public static Target to(String... rooms) {
    return ALL.and(rooms);
  }

  /** These rooms besides those addressed already. */
  public Target and(String... more) {
    List<String> all = Stream.concat(rooms.stream(), Stream.of(more)).toList();
    return new Target(nsp, all, except, local, droppable, timeout);
  }

  /** Without the members of rooms. */
  public Target except(String... rooms) {
    return new Target(nsp, this.rooms, List.of(rooms), local, droppable, timeout);
  }

  /** Staying on the server. */
  public Target onlyHere() {
    return new Target(nsp, rooms, except, true, droppable, timeout);
  }

  /** Dropped for clients that cannot take it at once. */
  public Target asVolatile() {
    return new Target(nsp, rooms, except, local, true, timeout);
  }

  /** With a deadline for answers. */
  public Target within(Duration timeout) {
    return new Target(nsp, rooms, except, local, droppable, Optional.of(timeout));
  }

  /** As the commands of {@code peer-node.mjs} have it. */
  Map<String, Object> plain() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("nsp", nsp);
    plain.put("rooms", rooms);
    plain.put("except", except);
    plain.put("local", local);
    plain.put("droppable", droppable);
    timeout.ifPresent(value -> plain.put("timeout", value.toMillis()));
    return plain;
  }
}
