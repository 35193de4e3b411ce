package io.github.socketiojakarta.protocol;

import java.util.Set;

/**
 * The event names that Socket.IO keeps for itself. They are refused in both directions: one from a
 * client is an invalid payload, and the server must not emit one.
 */
public final class ReservedEvents {

  /** The names. */
  public static final Set<String> NAMES =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private ReservedEvents() {}

  /**
   * Whether a name is reserved.
   *
   * @param name an event name
   * @return true if no event may bear it
   */
  public static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
