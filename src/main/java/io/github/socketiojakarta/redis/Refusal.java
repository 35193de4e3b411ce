package io.github.socketiojakarta.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Map;

/** What follows from the answer to an {@code XADD} that failed. */
enum Refusal {
  /** Nothing is known, or this server is the wrong one: connect again, then find out. */
  RECONNECT,
  /** Not written, but may be in a while. */
  LATER,
  /** Not written, and never will be. */
  FINAL;

  private static final Map<String, Refusal> BY_CODE =
      Map.ofEntries(
          Map.entry("LOADING", RECONNECT),
          Map.entry("READONLY", RECONNECT),
          Map.entry("MASTERDOWN", RECONNECT),
          Map.entry("CLUSTERDOWN", RECONNECT),
          Map.entry("MOVED", RECONNECT),
          Map.entry("ASK", RECONNECT),
          Map.entry("NOAUTH", RECONNECT),
          Map.entry("OOM", LATER),
          Map.entry("MISCONF", LATER),
          Map.entry("NOREPLICAS", LATER),
          Map.entry("BUSY", LATER),
          Map.entry("TRYAGAIN", LATER));

  /** Reads the error of a command; its first word is the code (RESP). */
  static Refusal of(Throwable error) {
    if (!(error instanceof RedisCommandExecutionException) || error.getMessage() == null) {
      return RECONNECT;
    }
    String code = error.getMessage().split(" ", 2)[0];
    return BY_CODE.getOrDefault(code, FINAL);
  }
}
