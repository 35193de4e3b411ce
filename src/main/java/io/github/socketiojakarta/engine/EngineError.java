package io.github.socketiojakarta.engine;

/** The errors an Engine.IO request can be answered with; the ordinal is the code on the wire. */
public enum EngineError {
  /** The transport is unknown or not enabled. */
  UNKNOWN_TRANSPORT("Transport unknown"),
  /** No session has this id. */
  UNKNOWN_SID("Session ID unknown"),
  /** A handshake must be a GET. */
  BAD_HANDSHAKE_METHOD("Bad handshake method"),
  /** Anything else that is wrong with a request. */
  BAD_REQUEST("Bad request"),
  /** The application's {@link RequestFilter} refused the handshake. */
  FORBIDDEN("Forbidden"),
  /** The client speaks another protocol version. */
  UNSUPPORTED_PROTOCOL_VERSION("Unsupported protocol version");

  private final String message;

  EngineError(String message) {
    this.message = message;
  }

  /**
   * The code on the wire.
   *
   * @return 0 to 5
   */
  public int code() {
    return ordinal();
  }

  /**
   * The standard text on the wire.
   *
   * @return the text
   */
  public String message() {
    return message;
  }
}
