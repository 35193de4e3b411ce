package io.github.socketiojakarta.engine;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes ids of 20 characters {@code [A-Za-z0-9_-]} that cannot be guessed and do not repeat: base64
 * of 12 random bytes and the low 3 bytes of a counter. The form that Node gives to session ids,
 * socket ids and private ids.
 *
 * <p>Safe for use by many threads.
 */
public final class SidGenerator {

  private static final int RANDOM_BYTES = 12;

  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger counter = new AtomicInteger();

  /** Makes a generator with a counter of its own. */
  public SidGenerator() {}

  /**
   * Makes the next id.
   *
   * @return 20 characters
   */
  public String next() {
    byte[] drawn = new byte[RANDOM_BYTES];
    random.nextBytes(drawn);
    byte[] bytes = Arrays.copyOf(drawn, RANDOM_BYTES + 3);
    int count = counter.getAndIncrement();
    bytes[RANDOM_BYTES] = (byte) (count >> 16);
    bytes[RANDOM_BYTES + 1] = (byte) (count >> 8);
    bytes[RANDOM_BYTES + 2] = (byte) count;
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
