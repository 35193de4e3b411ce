package io.github.socketiojakarta.redis.pubsub;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Ids of nodes and requests: 16 lower-case hex digits, as Node's adapter has them.
 *
 * <p>Safe for use by many threads.
 */
public final class Ids {

  private static final int BYTES = 8;

  private final SecureRandom random = new SecureRandom();

  /** An id that nobody can guess. */
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
