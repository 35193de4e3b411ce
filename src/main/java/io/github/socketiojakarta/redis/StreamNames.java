package io.github.socketiojakarta.redis;

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
}
