package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.protocol.EnginePacket;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One Engine.IO session, whatever its transport at the moment. An interface so that what is built
 * on it can be tried without a transport.
 *
 * <p>Safe for use by many threads; nothing blocks. Packets reach the client in the order of the
 * calls.
 */
public interface EngineSocket {

  /**
   * Told what happens to one session: never two calls at a time, in order, on any thread; must not
   * block.
   */
  interface Listener {

    /**
     * A message came.
     *
     * @param message a text or binary packet of type MESSAGE
     */
    void onMessage(EnginePacket message);

    /**
     * The session has ended; the last call.
     *
     * @param reason why
     */
    void onClose(CloseReason reason);

    /**
     * The session has moved to another transport.
     *
     * @param transport its name
     */
    default void onUpgrade(String transport) {}
  }

  /**
   * The id of the session.
   *
   * @return 20 characters
   */
  String id();

  /**
   * The request that began the session.
   *
   * @return the handshake
   */
  EngineRequest request();

  /**
   * The transport in use.
   *
   * @return {@code "polling"} or {@code "websocket"}
   */
  String transport();

  /**
   * Sends packets, one directly behind the other. Forgotten if the session has ended; a client that
   * leaves more unread than the outbox may hold is closed.
   *
   * @param packets messages
   */
  default void send(List<EnginePacket> packets) {
    send(packets, () -> true);
  }

  /**
   * Sends packets if a condition holds at the moment when their place among the packets of this
   * session is fixed. Whatever becomes true in the condition, no other sender has seen before these
   * packets have their place.
   *
   * @param packets messages
   * @param condition asked at most once, under the session's lock: memory work only
   * @return false if the condition did not hold, or was not asked since the session has ended
   */
  boolean send(List<EnginePacket> packets, BooleanSupplier condition);

  /**
   * Sends packets if the client can take them at once, else forgets them.
   *
   * @param packets messages
   * @return whether they were taken
   */
  default boolean sendVolatile(List<EnginePacket> packets) {
    return sendVolatile(packets, () -> true);
  }

  /**
   * Sends packets if the client can take them at once and a condition holds, else forgets them.
   *
   * @param packets messages
   * @param condition as for {@link #send(List, BooleanSupplier)}; asked only if the client can take
   *     them
   * @return whether they were taken
   */
  boolean sendVolatile(List<EnginePacket> packets, BooleanSupplier condition);

  /**
   * Ends the session when what was sent before has been written. Reason {@code forced close}.
   *
   * @return whether it has ended already; false if something is still unsent, or a polling client
   *     has yet to come for the end
   */
  boolean close();

  /** Ends the session at once; what is unsent is lost. Reason {@code forced close}. */
  void closeNow();
}
