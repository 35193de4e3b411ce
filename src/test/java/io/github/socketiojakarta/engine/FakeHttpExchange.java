package io.github.socketiojakarta.engine;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP request without a container. The body arrives at once unless {@link #holdBody()} was
 * called; the answer is kept for the test to look at. Safe for use by many threads.
 */
public final class FakeHttpExchange implements HttpExchange {

  private final EngineRequest request;
  private final byte[] body;
  private boolean held; // guarded by this
  private BodyHandler bodyHandler; // guarded by this
  private int maxBytes; // guarded by this
  private Runnable abortTask; // guarded by this
  private boolean clientGone; // guarded by this
  private boolean over; // guarded by this
  private boolean aborted; // guarded by this
  private int status; // guarded by this
  private Map<String, String> headers = Map.of(); // guarded by this
  private byte[] answer = {}; // guarded by this
  private boolean compress; // guarded by this

  /**
   * Makes an exchange.
   *
   * @param request the request
   * @param body its body
   */
  public FakeHttpExchange(EngineRequest request, byte[] body) {
    this.request = request;
    this.body = body;
  }

  /**
   * A GET.
   *
   * @param url path and query
   * @return the exchange
   */
  public static FakeHttpExchange get(String url) {
    return new FakeHttpExchange(Requests.get(url), new byte[0]);
  }

  /**
   * A POST of text.
   *
   * @param url path and query
   * @param body the text
   * @return the exchange
   */
  public static FakeHttpExchange post(String url, String body) {
    return new FakeHttpExchange(
        Requests.of("POST", url, Map.of("Content-Type", "text/plain;charset=UTF-8")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Hands this to a server.
   *
   * @param server takes it
   * @return this
   */
  public FakeHttpExchange sendTo(EngineServer server) {
    server.handle(this);
    return this;
  }

  /**
   * Lets the body arrive only when {@link #deliverBody()} is called.
   *
   * @return this
   */
  public synchronized FakeHttpExchange holdBody() {
    held = true;
    return this;
  }

  /** Lets a body that was held arrive. */
  public void deliverBody() {
    BodyHandler handler;
    int max;
    synchronized (this) {
      held = false;
      handler = bodyHandler;
      max = maxBytes;
    }
    if (handler == null) {
      return;
    }
    if (body.length > max) {
      handler.onTooLarge();
    } else {
      handler.onBody(body.clone());
    }
  }

  /** The client drops the connection. */
  public void clientGoesAway() {
    Runnable task;
    BodyHandler handler;
    synchronized (this) {
      if (clientGone || over) {
        return;
      }
      clientGone = true;
      task = abortTask;
      handler = held ? bodyHandler : null;
    }
    if (task != null) {
      task.run();
    }
    if (handler != null) {
      handler.onError();
    }
  }

  @Override
  public EngineRequest request() {
    return request;
  }

  @Override
  public void readBody(int maxBytes, BodyHandler handler) {
    boolean now;
    synchronized (this) {
      bodyHandler = handler;
      this.maxBytes = maxBytes;
      now = !held;
    }
    if (now) {
      deliverBody();
    }
  }

  @Override
  public void onAbort(Runnable task) {
    synchronized (this) {
      if (abortTask != null) {
        throw new IllegalStateException("onAbort was called twice");
      }
      abortTask = task;
      if (!clientGone) {
        return;
      }
    }
    task.run();
  }

  @Override
  public synchronized void respond(
      int status, Map<String, String> headers, byte[] body, boolean compress) {
    if (over) {
      return;
    }
    over = true;
    this.status = status;
    this.headers = new LinkedHashMap<>(headers);
    this.answer = body;
    this.compress = compress;
  }

  @Override
  public synchronized void abort() {
    if (!over) {
      over = true;
      aborted = true;
    }
  }

  /**
   * Whether an answer was given.
   *
   * @return true if so
   */
  public synchronized boolean answered() {
    return status != 0;
  }

  /**
   * Whether the engine dropped the connection without an answer.
   *
   * @return true if so
   */
  public synchronized boolean aborted() {
    return aborted;
  }

  /**
   * The status of the answer.
   *
   * @return the status, 0 if there is no answer yet
   */
  public synchronized int status() {
    return status;
  }

  /**
   * The headers of the answer, in order.
   *
   * @return name to value
   */
  public synchronized Map<String, String> headers() {
    return headers;
  }

  /**
   * A header of the answer.
   *
   * @param name its name in any case
   * @return its value or null
   */
  public synchronized String header(String name) {
    return headers.entrySet().stream()
        .filter(
            header ->
                header.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /**
   * The body of the answer.
   *
   * @return the text
   */
  public synchronized String text() {
    return new String(answer, StandardCharsets.UTF_8);
  }

  /**
   * Whether the answer may be compressed.
   *
   * @return the engine's wish
   */
  public synchronized boolean compress() {
    return compress;
  }
}
