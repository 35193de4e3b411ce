package io.github.socketiojakarta.redis;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells entries apart that were given the same id: in a stream that went back ids are given again.
 */
final class Fingerprint {

  /** So much of a long value's beginning, and of its end, is looked at. */
  private static final int PART = 256;

  private static final long SEED = 0xcbf29ce484222325L; // FNV-1a, 64 bits
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /**
   * Of the fields of an entry, in their order.
   *
   * @param fields null if Redis sent none
   */
  static long of(Map<String, byte[]> fields) {
    long hash = SEED;
    if (fields == null) {
      return hash;
    }
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
      byte[] value = field.getValue();
      hash = mix(hash, name.length);
      hash = mix(hash, name, 0, Math.min(name.length, PART));
      hash = mix(hash, value.length);
      hash = mix(hash, value, 0, Math.min(value.length, PART));
      hash =
          mix(
              hash,
              value,
              Math.max(value.length - PART, Math.min(value.length, PART)),
              value.length);
    }
    return hash;
  }

  private static long mix(long hash, byte[] bytes, int from, int to) {
    long mixed = hash;
    for (int i = from; i < to; i++) {
      mixed = (mixed ^ bytes[i]) * PRIME;
    }
    return mixed;
  }

  private static long mix(long hash, int number) {
    return (hash ^ number) * PRIME;
  }
}
