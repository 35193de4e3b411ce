package io.github.socketiojakarta.protocol;

import java.util.Set;

/**
 * The event names that Socket.IO keeps for itself. Those between server and client are refused in
 * both directions: one from a client is an invalid payload, and the server must not emit one. The
 * code of nodes talks in events with other names reserved.
 */
public final class ReservedEvents {

  /** The names between server and client. */
  public static final Set<String> NAMES =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  /** The names between nodes. */
  public static final Set<String> SERVER_SIDE_NAMES =
      Set.of("connect", "connection", "new_namespace");

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

  /**
   * Whether a name is reserved between nodes.
   *
   * @param name an event name
   * @return true if no server-side event may bear it
   */
  public static boolean containsServerSide(String name) {
    return SERVER_SIDE_NAMES.contains(name);
  }
}
