package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a socket came to be. Immutable.
 *
 * @param headers the request's headers by lower-case name
 * @param query the request's query parameters
 * @param auth what the client sent with its CONNECT packet, plain values; empty if nothing
 * @param address the client's address as the container sees it
 * @param xdomain whether the request named an origin
 * @param secure whether it came over TLS
 * @param issued when it was made
 * @param url the request's path and query
 * @param principal who the container says the user is
 */
public record Handshake(
    Map<String, String> headers,
    Map<String, String> query,
    Map<String, Object> auth,
    String address,
    boolean xdomain,
    boolean secure,
    Instant issued,
    String url,
    Optional<Principal> principal) {

  /** Copies the maps, keeping their order. */
  public Handshake {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    auth = Collections.unmodifiableMap(new LinkedHashMap<>(auth));
  }

  /** The handshake of a socket that joins a namespace now. */
  static Handshake of(EngineRequest request, Map<String, Object> auth) {
    return new Handshake(
        request.headers(),
        request.query(),
        auth,
        request.remoteAddress(),
        request.headers().containsKey("origin"),
        request.secure(),
        Instant.now(),
        request.url(),
        request.principal());
  }
}
