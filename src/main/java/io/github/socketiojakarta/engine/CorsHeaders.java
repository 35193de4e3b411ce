package io.github.socketiojakarta.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The headers that Node's {@code cors} package adds, in its order. Immutable.
 *
 * <p>One exact origin is announced as it is, whoever asks, and the browser compares; of several, or
 * of patterns, the one that asks is confirmed or nothing is. Patterns match anywhere in the origin,
 * as in JavaScript.
 */
final class CorsHeaders {

  private static final String ANY = "*";
  private static final String VARY = "Vary";

  private final EngineOptions.Cors cors; // null: no header at all
  private final Predicate<String> allowed;

  CorsHeaders(Optional<EngineOptions.Cors> options) {
    cors = options.orElse(null);
    allowed =
        options.map(EngineOptions.Cors::origins).orElse(List.of()).stream()
            .map(CorsHeaders::matcher)
            .reduce(origin -> false, Predicate::or);
  }

  /** Whether there are any CORS options, so that preflights are answered here. */
  boolean enabled() {
    return cors != null;
  }

  /**
   * The headers of an answer to a request that is no preflight.
   *
   * @param request the request
   * @return a new map, to be added to
   */
  Map<String, String> actual(EngineRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (cors != null) {
      addOrigin(headers, request);
      addCredentials(headers);
      addExposed(headers);
    }
    return headers;
  }

  /**
   * The headers of the answer to a preflight.
   *
   * @param request the OPTIONS request
   * @return a new map
   */
  Map<String, String> preflight(EngineRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    addOrigin(headers, request);
    addCredentials(headers);
    if (!cors.methods().isEmpty()) {
      headers.put("Access-Control-Allow-Methods", String.join(",", cors.methods()));
    }
    addAllowed(headers, request);
    cors.maxAge()
        .ifPresent(age -> headers.put("Access-Control-Max-Age", String.valueOf(age.toSeconds())));
    addExposed(headers);
    return headers;
  }

  private void addOrigin(Map<String, String> headers, EngineRequest request) {
    List<String> origins = cors.origins();
    if (origins.contains(ANY)) {
      headers.put("Access-Control-Allow-Origin", ANY);
      return;
    }
    if (origins.size() == 1 && !isPattern(origins.get(0))) {
      headers.put("Access-Control-Allow-Origin", origins.get(0));
    } else {
      String origin = request.headers().get("origin");
      if (origin != null && !HeaderValues.forbidden(origin) && allowed.test(origin)) {
        headers.put("Access-Control-Allow-Origin", origin);
      }
    }
    headers.merge(VARY, "Origin", (a, b) -> a + ", " + b);
  }

  private void addCredentials(Map<String, String> headers) {
    if (cors.credentials()) {
      headers.put("Access-Control-Allow-Credentials", "true");
    }
  }

  private void addAllowed(Map<String, String> headers, EngineRequest request) {
    String names = String.join(",", cors.allowedHeaders());
    if (cors.allowedHeaders().isEmpty()) {
      names = request.headers().getOrDefault("access-control-request-headers", "");
      headers.merge(VARY, "Access-Control-Request-Headers", (a, b) -> a + ", " + b);
    }
    if (!names.isEmpty() && !HeaderValues.forbidden(names)) {
      headers.put("Access-Control-Allow-Headers", names);
    }
  }

  private void addExposed(Map<String, String> headers) {
    if (!cors.exposedHeaders().isEmpty()) {
      headers.put("Access-Control-Expose-Headers", String.join(",", cors.exposedHeaders()));
    }
  }

  private static boolean isPattern(String origin) {
    return origin.length() > 2 && origin.startsWith("/") && origin.endsWith("/");
  }

  private static Predicate<String> matcher(String origin) {
    return isPattern(origin)
        ? Pattern.compile(origin.substring(1, origin.length() - 1)).asPredicate()
        : origin::equals;
  }
}
