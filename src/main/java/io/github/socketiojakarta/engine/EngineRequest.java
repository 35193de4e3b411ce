package io.github.socketiojakarta.engine;

import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as far as Engine.IO is concerned; the first one of a connection is its
 * handshake. Immutable.
 *
 * @param method the HTTP method, upper case
 * @param url the raw path and query, as in the request line
 * @param headers the headers by lower-case name; several of one name are joined by {@code ", "}
 * @param query the decoded query parameters; of several with one name the last counts
 * @param remoteAddress the address of the client as the container sees it
 * @param secure whether it came over TLS
 * @param principal who the container says the user is
 * @param issued when it arrived
 */
public record EngineRequest(
    String method,
    String url,
    Map<String, String> headers,
    Map<String, String> query,
    String remoteAddress,
    boolean secure,
    Optional<Principal> principal,
    Instant issued) {

  /** Copies the maps. */
  public EngineRequest {
    headers = Map.copyOf(headers);
    query = Map.copyOf(query);
  }
}
