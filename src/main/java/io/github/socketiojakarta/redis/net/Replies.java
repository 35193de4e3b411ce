package io.github.socketiojakarta.redis.net;

import java.nio.charset.StandardCharsets;

/** Parts of answers of Redis that Lettuce leaves without a type. */
public final class Replies {

  private Replies() {}

  /** A part that is text, or a number. */
  public static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
