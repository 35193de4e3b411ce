package io.github.socketiojakarta.engine;

import java.util.Optional;

/**
 * Decides about each handshake, of either transport, before a session exists; the counterpart of
 * Node's {@code allowRequest}.
 */
@FunctionalInterface
public interface RequestFilter {

  /** Lets everyone in. */
  RequestFilter ALLOW_ALL = request -> Optional.empty();

  /**
   * Decides about one handshake. Runs on a request thread of the container and may take its time.
   *
   * @param request the handshake
   * @return empty to let it pass; else the message of the refusal, for example {@code "Forbidden"}
   */
  Optional<String> refuse(EngineRequest request);
}
