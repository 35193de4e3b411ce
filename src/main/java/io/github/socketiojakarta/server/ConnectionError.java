package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineError;
import io.github.socketiojakarta.engine.EngineRequest;
import java.util.Map;
import java.util.Objects;

/**
 * A request that was refused before there was a connection; {@code connection_error} in Node.
 *
 * @param request the request
 * @param error the code and the text it was answered with
 * @param context what Node gives as context, for example {@code {sid=...}}
 */
public record ConnectionError(
    EngineRequest request, EngineError error, Map<String, String> context) {

  /** Checks what must not be absent and copies the map. */
  public ConnectionError {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(error, "error");
    context = Map.copyOf(context);
  }
}
