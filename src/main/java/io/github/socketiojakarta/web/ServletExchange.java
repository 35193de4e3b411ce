package io.github.socketiojakarta.web;

import io.github.socketiojakarta.engine.EngineRequest;
import io.github.socketiojakarta.engine.HttpExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * One asynchronous servlet request. It is complete when the answer is written and the body of the
 * request is read, wanted or not: what is left of a body would be read by the container, which may
 * hold a thread for it.
 */
final class ServletExchange implements HttpExchange {

  private static final System.Logger LOG = System.getLogger(ServletExchange.class.getName());

  private final AsyncContext async;
  private final HttpServletRequest servletRequest;
  private final HttpServletResponse response;
  private final int compressionThreshold;
  private final EngineRequest request;

  private boolean answered; // guarded by this, as are the next ones
  private boolean gone;
  private Runnable abortTask;
  private RequestBody body; // null until reading begins
  private boolean bodyPending;
  private boolean answerPending = true;
  private boolean completed;

  ServletExchange(
      AsyncContext async,
      HttpServletRequest servletRequest,
      HttpServletResponse response,
      int compressionThreshold) {
    this.async = async;
    this.servletRequest = servletRequest;
    this.response = response;
    this.compressionThreshold = compressionThreshold;
    this.request = ServletRequests.toEngine(servletRequest);
    this.bodyPending = ServletRequests.hasBody(servletRequest);
    async.addListener(new Ending());
  }

  @Override
  public EngineRequest request() {
    return request;
  }

  @Override
  public void readBody(int maxBytes, BodyHandler handler) {
    boolean empty;
    synchronized (this) {
      empty = !bodyPending;
    }
    if (empty) {
      handler.onBody(new byte[0]);
    } else if (servletRequest.getContentLengthLong() > maxBytes) {
      skipBody();
      handler.onTooLarge();
    } else {
      read(new RequestBody(this, maxBytes, handler));
    }
  }

  private void skipBody() {
    synchronized (this) {
      if (!bodyPending || body != null) {
        return;
      }
    }
    read(new RequestBody(this, 0, null));
  }

  private void read(RequestBody reader) {
    synchronized (this) {
      body = reader;
    }
    try {
      reader.start(servletRequest.getInputStream());
    } catch (IOException | IllegalStateException e) { // the exchange has ended
      reader.onError(e);
    }
  }

  void bodyRead() {
    synchronized (this) {
      bodyPending = false;
    }
    completeIfDone();
  }

  @Override
  public void onAbort(Runnable task) {
    synchronized (this) {
      if (!gone) {
        abortTask = task;
        return;
      }
    }
    task.run();
  }

  @Override
  public void respond(int status, Map<String, String> headers, byte[] content, boolean compress) {
    if (!answer()) {
      return;
    }
    skipBody();
    Optional<ContentEncoding> encoding =
        compress && content.length >= compressionThreshold
            ? ContentEncoding.choose(request.headers().get("accept-encoding"))
            : Optional.empty();
    try {
      response.setStatus(status);
      headers.forEach(this::header);
      if (encoding.isEmpty()) {
        response.setContentLength(content.length);
        write(content);
      } else {
        response.setHeader("Content-Encoding", encoding.get().token());
        // On a thread of the container's: the caller's may be the one that serves all sockets.
        async.start(() -> write(encoding.get().compress(content)));
      }
    } catch (IllegalStateException e) { // the container has ended the exchange
      clientGone(e);
    }
  }

  /** A filter may have set a cookie, or something to vary on, of its own. */
  private void header(String name, String value) {
    if (name.equalsIgnoreCase("Set-Cookie") || name.equalsIgnoreCase("Vary")) {
      response.addHeader(name, value);
    } else {
      response.setHeader(name, value);
    }
  }

  private void write(byte[] bytes) {
    try {
      new ResponseBody(this, response.getOutputStream(), bytes).start();
    } catch (IOException | IllegalStateException e) {
      clientGone(e);
    }
  }

  void answerWritten() {
    synchronized (this) {
      answerPending = false;
    }
    completeIfDone();
  }

  /**
   * Announces two bytes and sends one: a container has no way to end such an answer but to cut the
   * connection. The servlet API knows no other.
   */
  @Override
  public void abort() {
    if (answer()) {
      try {
        response.setContentLength(2);
        response.getOutputStream().write(' ');
      } catch (IOException | IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "the exchange has ended already", e);
      }
      complete();
    }
  }

  private synchronized boolean answer() {
    if (answered) {
      return false;
    }
    answered = true;
    return true;
  }

  /** The client has gone, or what it does comes to the same. */
  void clientGone(Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "a client went away", cause);
    ended();
    complete();
  }

  private void ended() {
    Runnable task;
    RequestBody reader;
    synchronized (this) {
      if (gone || completed) {
        return;
      }
      gone = true;
      answered = true;
      task = abortTask;
      reader = body;
    }
    if (reader != null) {
      reader.clientGone();
    }
    if (task != null) {
      task.run();
    }
  }

  private void completeIfDone() {
    synchronized (this) {
      if (bodyPending || answerPending) {
        return;
      }
    }
    complete();
  }

  private void complete() {
    synchronized (this) {
      if (completed) {
        return;
      }
      completed = true;
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container has ended the exchange already", e);
    }
  }

  /** After an error or a time-out the container completes the exchange and cuts the connection. */
  private final class Ending implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      ended();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      ended();
    }

    @Override
    public void onError(AsyncEvent event) {
      ended();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Nobody starts it anew.
    }
  }
}
