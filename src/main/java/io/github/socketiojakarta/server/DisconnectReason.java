package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.CloseReason;

/** Why a socket left its namespace, in Node's words. */
public enum DisconnectReason {
  /** The transport failed. */
  TRANSPORT_ERROR("transport error"),
  /** The client went away. */
  TRANSPORT_CLOSE("transport close"),
  /** The server closed the connection. */
  FORCED_CLOSE("forced close"),
  /** The client did not answer a ping in time. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent something that is no Engine.IO packet. */
  PARSE_ERROR("parse error"),
  /** The server is being shut down. */
  SERVER_SHUTTING_DOWN("server shutting down"),
  /** The server closed a connection that could not be told at once. */
  FORCED_SERVER_CLOSE("forced server close"),
  /** The client left the namespace. */
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
  /** The server made the socket leave. */
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  static DisconnectReason of(CloseReason reason) {
    return valueOf(reason.name());
  }

  /** The reason in Node's words. */
  @Override
  public String toString() {
    return text;
  }
}
