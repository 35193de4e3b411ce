package io.github.socketiojakarta.engine;

/**
 * One way between a session and its client. While an upgrade goes on a session has two: the one in
 * use and the one being tried.
 *
 * <p>All methods but the constant ones are called with the connection's lock held and only do
 * memory work: what is to be done with the container they hand to {@link Connection#later}.
 */
abstract class Transport {

  static final String POLLING = "polling";
  static final String WEBSOCKET = "websocket";

  final Connection connection;

  Transport(Connection connection) {
    this.connection = connection;
  }

  /** Its name on the wire. */
  abstract String name();

  /** Whether a packet added to an empty outbox would go out at once. */
  abstract boolean writable();

  /** Begins to send what the outbox holds, as far as possible now. */
  abstract void flush();

  /** The session is closing: closes it for good if nothing is left to write, else does so later. */
  abstract void finish();

  /** The session has ended or moved away: tells the client and lets go of the container. */
  abstract void close();
}
