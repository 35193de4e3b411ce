package io.github.socketiojakarta.engine;

/** Writes the data of the OPEN packet, keys in Node's order. Pure. */
final class HandshakeJson {

  private HandshakeJson() {}

  /**
   * Writes it.
   *
   * @param sid the session's id, which needs no escaping
   * @param options the intervals and the limit come from here
   * @param upgradable whether WebSocket is offered as an upgrade
   * @return the JSON text
   */
  static String write(String sid, EngineOptions options, boolean upgradable) {
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":["
        + (upgradable ? "\"websocket\"" : "")
        + "],\"pingInterval\":"
        + options.pingInterval().toMillis()
        + ",\"pingTimeout\":"
        + options.pingTimeout().toMillis()
        + ",\"maxPayload\":"
        + options.maxHttpBufferSize()
        + "}";
  }
}
