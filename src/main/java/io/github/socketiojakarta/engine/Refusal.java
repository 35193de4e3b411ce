package io.github.socketiojakarta.engine;

import java.util.Map;

/**
 * Why a request is refused.
 *
 * @param error the error, which gives the code
 * @param message the text for the client
 * @param context the details for the application, as Node has them
 */
record Refusal(EngineError error, String message, Map<String, String> context) {

  Refusal(EngineError error, Map<String, String> context) {
    this(error, error.message(), context);
  }
}
