package io.github.socketiojakarta.server;

import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request of a long-polling client that has no network under it. */
final class TestExchange implements HttpExchange {

  private final EngineRequest request;
  private final String body;
  private String answer; // guarded by this

  TestExchange(EngineRequest request, String body) {
    this.request = request;
    this.body = body;
  }

  @Override
  public EngineRequest request() {
    return request;
  }

  @Override
  public void readBody(int maxBytes, BodyHandler handler) {
    handler.onBody(body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onAbort(Runnable task) {}

  @Override
  public synchronized void respond(
      int status, Map<String, String> headers, byte[] content, boolean compress) {
    if (answer == null) {
      answer = status + " " + new String(content, StandardCharsets.UTF_8);
    }
  }

  @Override
  public synchronized void abort() {
    if (answer == null) {
      answer = "aborted";
    }
  }

  /** Status and body, or null as long as there is no answer. */
  synchronized String answer() {
    return answer;
  }
}
