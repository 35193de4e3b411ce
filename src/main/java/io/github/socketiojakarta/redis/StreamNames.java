package io.github.socketiojakarta.redis;

/**
 * Which stream a namespace's messages go to when there are several: the name, a dash and the
 * remainder of the namespace's hash. Node computes the hash of {@link String#hashCode} and a
 * remainder with the sign of the dividend, so names such as {@code socket.io--3} occur: twice as
 * many streams as were asked for, unevenly used, and half of them read by no Node node.
 */
final class StreamNames {

  private StreamNames() {}

  /** The stream of a namespace; with one stream its name has no number. */
  static String stream(RedisOptions options, String nsp) {
    int count = options.streamCount();
    if (count == 1) {
      return options.streamName();
    }
    int hash = nsp.hashCode();
    int number = options.evenStreams() ? Math.floorMod(hash, count) : hash % count;
    return options.streamName() + "-" + number;
  }
}
