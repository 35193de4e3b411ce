package io.github.socketiojakarta.engine;

import java.util.Map;

/** Told about new sessions and refused requests. Must not block. */
public interface EngineListener {

  /**
   * A session has begun; its handshake goes out before anything sent from here.
   *
   * @param socket the session
   * @return told what happens to it
   */
  EngineSocket.Listener onConnection(EngineSocket socket);

  /**
   * A request was refused ({@code connection_error} in Node).
   *
   * @param request the request
   * @param error the error
   * @param context what Node gives as context, for example {@code {sid=...}}
   */
  default void onConnectionError(
      EngineRequest request, EngineError error, Map<String, String> context) {}
}
