package io.github.socketiojakarta.redis.wire;

/**
 * The numbers of Node's {@code MessageType} that mean something. 1 and 2 (heartbeats) and 13 (a
 * node closes) belong to another adapter: Node's stream adapter never writes them, and reads past
 * them.
 */
final class MessageType {

  static final int BROADCAST = 3;
  static final int SOCKETS_JOIN = 4;
  static final int SOCKETS_LEAVE = 5;
  static final int DISCONNECT_SOCKETS = 6;
  static final int FETCH_SOCKETS = 7;
  static final int FETCH_SOCKETS_RESPONSE = 8;
  static final int SERVER_SIDE_EMIT = 9;
  static final int SERVER_SIDE_EMIT_RESPONSE = 10;
  static final int BROADCAST_CLIENT_COUNT = 11;
  static final int BROADCAST_ACK = 12;

  private MessageType() {}

  /** Whether receivers do something with it. */
  static boolean isKnown(int type) {
    return type >= BROADCAST && type <= BROADCAST_ACK;
  }

  /** Whether a stream entry of this type is MessagePack if there are bytes in it. */
  static boolean mayHoldBytes(int type) {
    return switch (type) {
      case BROADCAST,
          FETCH_SOCKETS_RESPONSE,
          SERVER_SIDE_EMIT,
          SERVER_SIDE_EMIT_RESPONSE,
          BROADCAST_ACK ->
          true;
      default -> false;
    };
  }
}
