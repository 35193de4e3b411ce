package io.github.socketiojakarta.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * Which stream a namespace's messages go to when there are several: the name, a dash and the
 * remainder of the namespace's hash. Node computes the hash of {@link String#hashCode} and a
 * remainder with the sign of the dividend, so names such as {@code socket.io--3} occur.
 */
final class StreamNames {

  private StreamNames() {}

  /**
   * The stream of a namespace.
   *
   * @param name what the names begin with
   * @param count how many streams there are; with one, the name alone is the stream
   * @param nsp the namespace
   */
  static String stream(String name, int count, String nsp) {
    return count == 1 ? name : name + "-" + nsp.hashCode() % count;
  }

  /**
   * Every stream that a message can be written to. Node reads only the first {@code count} of
   * these, and so misses the namespaces whose hash is negative.
   */
  static List<String> all(String name, int count) {
    if (count == 1) {
      return List.of(name);
    }
    List<String> streams = new ArrayList<>(2 * count - 1);
    for (int i = 0; i < count; i++) {
      streams.add(name + "-" + i);
    }
    for (int i = 1; i < count; i++) {
      streams.add(name + "--" + i);
    }
    return streams;
  }
}
