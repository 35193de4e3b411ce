package io.github.socketiojakarta.adapter;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets a broadcast and how. Immutable; sets and flags keep the order in which they were given,
 * since that is their order on the wire.
 *
 * @param rooms the rooms addressed, their union; none means every socket of the namespace
 * @param except the rooms left out
 * @param flags only those that were set: {@code volatile}, {@code compress}, {@code timeout},
 *     {@code local}, {@code expectSingleResponse}, and whatever a peer sent besides
 */
public record BroadcastOptions(Set<String> rooms, Set<String> except, Map<String, Object> flags) {

  /** Everyone in the namespace, no flags. */
  public static final BroadcastOptions ALL = new BroadcastOptions(Set.of(), Set.of(), Map.of());

  /** As long as a timer of JavaScript can run, so that no peer's number is too big for ours. */
  private static final long MAX_TIMEOUT_MILLIS = Integer.MAX_VALUE;

  /** Copies what it is given, keeping the order. */
  public BroadcastOptions {
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    except = Collections.unmodifiableSet(new LinkedHashSet<>(except));
    flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
  }

  /**
   * Addresses rooms besides those addressed already.
   *
   * @param more their names
   * @return new options
   */
  public BroadcastOptions to(String... more) {
    return new BroadcastOptions(union(rooms, more), except, flags);
  }

  /**
   * Leaves out rooms besides those left out already.
   *
   * @param more their names
   * @return new options
   */
  public BroadcastOptions except(String... more) {
    return new BroadcastOptions(rooms, union(except, more), flags);
  }

  /**
   * Sets a flag.
   *
   * @param name its name
   * @param value its value
   * @return new options
   */
  public BroadcastOptions flag(String name, Object value) {
    Map<String, Object> set = new LinkedHashMap<>(flags);
    set.put(name, value);
    return new BroadcastOptions(rooms, except, set);
  }

  private static Set<String> union(Set<String> names, String... more) {
    Set<String> union = new LinkedHashSet<>(names);
    for (String name : more) {
      union.add(Objects.requireNonNull(name, "the name of a room must not be null"));
    }
    return union;
  }

  /**
   * Whether the packet may be dropped for a client that cannot take it at once.
   *
   * @return true if the {@code volatile} flag is set
   */
  public boolean isVolatile() {
    return Boolean.TRUE.equals(flags.get("volatile"));
  }

  /**
   * Whether the broadcast stays on this node.
   *
   * @return true if the {@code local} flag is set
   */
  public boolean isLocal() {
    return Boolean.TRUE.equals(flags.get("local"));
  }

  /**
   * Whether transports may compress the packet.
   *
   * @return false if the {@code compress} flag says so, else true
   */
  public boolean compress() {
    return !Boolean.FALSE.equals(flags.get("compress"));
  }

  /**
   * How long answers are waited for.
   *
   * @return the {@code timeout} flag, at least nothing and at most 2^31-1 ms; empty if there is
   *     none, or none that is a number
   */
  public Optional<Duration> timeout() {
    return flags.get("timeout") instanceof Number millis
        ? Optional.of(
            Duration.ofMillis(Math.max(0, Math.min(millis.longValue(), MAX_TIMEOUT_MILLIS))))
        : Optional.empty();
  }
}
