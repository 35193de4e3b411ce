package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what the engine wants to know from a servlet request. */
final class ServletRequests {

  private ServletRequests() {}

  static EngineRequest toEngine(HttpServletRequest request) {
    String query = request.getQueryString();
    String url = request.getRequestURI() + (query == null ? "" : "?" + query);
    return new EngineRequest(
        request.getMethod(),
        url,
        headers(request),
        QueryString.parse(query),
        request.getRemoteAddr(),
        request.isSecure(),
        Optional.ofNullable(request.getUserPrincipal()),
        Instant.now());
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      String key = name.toLowerCase(Locale.ROOT);
      // HTTP/2 clients may send a cookie in pieces; these are joined differently (RFC 9113, 8.2.3).
      String separator = key.equals("cookie") ? "; " : ", ";
      headers.put(key, String.join(separator, Collections.list(request.getHeaders(name))));
    }
    return headers;
  }

  /** An upgrade to something else, h2c for example, is to be ignored (RFC 9110, 7.8). */
  static boolean isWebSocket(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * What is wrong with a WebSocket request, in the words of ws on Node. Asked before the container
   * is, because some let a bad handshake fall through as an empty 200.
   */
  static Optional<String> handshakeError(HttpServletRequest request) {
    if (!"GET".equals(request.getMethod())) {
      return Optional.of("Invalid HTTP method");
    }
    String key = request.getHeader("Sec-WebSocket-Key");
    if (key == null || !key.matches("[+/0-9A-Za-z]{22}==")) {
      return Optional.of("Missing or invalid Sec-WebSocket-Key header");
    }
    if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
      return Optional.of("Missing or invalid Sec-WebSocket-Version header");
    }
    return Optional.empty();
  }

  static boolean hasBody(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length != -1) {
      return length > 0;
    }
    return request.getHeader("Transfer-Encoding") != null
        || request.getMethod().equals("POST"); // HTTP/2 needs no header for it
  }
}
