package io.github.socketiojakarta.server;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Ids of sockets: 20 characters that cannot be guessed and do not repeat, formed as Node does. */
final class Ids {

  private static final int RANDOM_BYTES = 12;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder();

  private Ids() {}

  static String next() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    byte[] id = java.util.Arrays.copyOf(random, RANDOM_BYTES + 3);
    int count = COUNTER.getAndIncrement();
    id[RANDOM_BYTES] = (byte) (count >> 16);
    id[RANDOM_BYTES + 1] = (byte) (count >> 8);
    id[RANDOM_BYTES + 2] = (byte) count;
    return BASE64.encodeToString(id);
  }
}
