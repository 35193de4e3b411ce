package io.github.socketiojakarta.redis.pubsub;

import java.util.Optional;

/**
 * How the channels of PUB/SUB are named, as in Node's adapter (WIRE C.2): each namespace has a
 * public one that all its nodes hear, and each node a private one in it.
 *
 * @param prefix {@link ChannelOptions#prefix}
 */
public record ChannelNames(String prefix) {

  private static final String SEPARATOR = "#";
  private static final int UID_LENGTH = 16;

  /** Where requests to all nodes go. */
  String publicChannel(String nsp) {
    return prefix + SEPARATOR + nsp + SEPARATOR;
  }

  /** Where the answers to one node go. */
  String privateChannel(String nsp, String uid) {
    return publicChannel(nsp) + uid + SEPARATOR;
  }

  /**
   * What Redis is asked for to find the private channels of a namespace. It may find more: {@link
   * #uid} tells them apart.
   */
  String privatePattern(String nsp) {
    StringBuilder pattern = new StringBuilder();
    for (char c : publicChannel(nsp).toCharArray()) {
      if ("*?[]\\".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.append("?".repeat(UID_LENGTH)).append(SEPARATOR).toString();
  }

  /**
   * Whose private channel it is.
   *
   * @return the node's uid; empty if it is none of that namespace, for example the public channel
   *     of a namespace whose name begins likewise and goes on behind a {@code #}
   */
  public Optional<String> uid(String nsp, String channel) {
    String start = publicChannel(nsp);
    if (!channel.startsWith(start)
        || !channel.endsWith(SEPARATOR)
        || channel.length() != start.length() + UID_LENGTH + SEPARATOR.length()) {
      return Optional.empty();
    }
    String uid = channel.substring(start.length(), channel.length() - SEPARATOR.length());
    for (char c : uid.toCharArray()) {
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(uid);
  }
}
