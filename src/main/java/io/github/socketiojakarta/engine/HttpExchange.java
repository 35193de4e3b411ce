package io.github.socketiojakarta.engine;

import java.util.Map;

/**
 * One plain HTTP request that waits for its answer; the container's side of long-polling. Exactly
 * one of {@link #respond} and {@link #abort} has an effect, the first; nothing blocks.
 */
public interface HttpExchange {

  /**
   * The request.
   *
   * @return it
   */
  EngineRequest request();

  /**
   * Reads the body without blocking a thread.
   *
   * @param maxBytes more than this is not kept
   * @param handler told once
   */
  void readBody(int maxBytes, BodyHandler handler);

  /**
   * Has a task run if the client goes away before the answer is written. Called at most once,
   * before or after the fact.
   *
   * @param task run at most once, on any thread
   */
  void onAbort(Runnable task);

  /**
   * Sends the answer and ends the exchange.
   *
   * @param status the HTTP status
   * @param headers name to value, in the order given; Content-Length is added by the container's
   *     side
   * @param body the body, possibly empty
   * @param compress whether the body may be compressed, if the options and the client allow it
   */
  void respond(int status, Map<String, String> headers, byte[] body, boolean compress);

  /** Drops the connection without an answer, as far as the container allows it. */
  void abort();

  /** Told how the reading of a body ended. */
  interface BodyHandler {

    /**
     * The whole body has arrived.
     *
     * @param body its bytes
     */
    void onBody(byte[] body);

    /** The body is larger than allowed; what is left of it is not read. */
    void onTooLarge();

    /** The client went away in the middle. */
    void onError();
  }
}
