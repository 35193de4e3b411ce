package io.github.socketiojakarta.engine;

/** Why an Engine.IO session ended. */
public enum CloseReason {
  /** The transport failed or the client broke the transport's rules. */
  TRANSPORT_ERROR("transport error"),
  /** The client went away. */
  TRANSPORT_CLOSE("transport close"),
  /** The server closed it. */
  FORCED_CLOSE("forced close"),
  /** The client did not answer a ping in time. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent something that is no Engine.IO packet. */
  PARSE_ERROR("parse error");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** The reason in Node's words. */
  @Override
  public String toString() {
    return text;
  }
}
