package io.github.socketiojakarta.engine;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes requests as a container would hand them to the engine. */
public final class Requests {

  private Requests() {}

  /**
   * A GET without headers.
   *
   * @param url path and query
   * @return the request
   */
  public static EngineRequest get(String url) {
    return of("GET", url, Map.of());
  }

  /**
   * Any request.
   *
   * @param method its method
   * @param url path and query
   * @param headers its headers, names in any case
   * @return the request
   */
  public static EngineRequest of(String method, String url, Map<String, String> headers) {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return new EngineRequest(
        method, url, lower, query(url), "127.0.0.1", false, Optional.empty(), Instant.EPOCH);
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new LinkedHashMap<>();
    int mark = url.indexOf('?');
    if (mark >= 0) {
      for (String pair : url.substring(mark + 1).split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
