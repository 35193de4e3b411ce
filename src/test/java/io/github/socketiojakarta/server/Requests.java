package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Requests of Engine.IO clients. */
final class Requests {

  private Requests() {}

  static EngineRequest webSocket() {
    return request("GET", Map.of("EIO", "4", "transport", "websocket", "token", "t"));
  }

  static EngineRequest polling(String method, String sid) {
    Map<String, String> query = new LinkedHashMap<>(Map.of("EIO", "4", "transport", "polling"));
    if (sid != null) {
      query.put("sid", sid);
    }
    return request(method, query);
  }

  private static EngineRequest request(String method, Map<String, String> query) {
    StringBuilder url = new StringBuilder("/socket.io/");
    query.forEach(
        (name, value) ->
            url.append(url.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value));
    return new EngineRequest(
        method,
        url.toString(),
        Map.of("origin", "https://app.example", "user-agent", "test"),
        query,
        "127.0.0.1",
        true,
        Optional.of(() -> "alice"),
        Instant.now());
  }
}
