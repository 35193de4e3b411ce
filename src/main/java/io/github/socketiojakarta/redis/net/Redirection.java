package io.github.socketiojakarta.redis.net;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server of a Redis Cluster sends the client of a key that it has not, or has no longer.
 *
 * @param asking whether the key is being moved there: each command must then be preceded by {@code
 *     ASKING}
 * @param host the host; empty for the one that said so
 * @param port the port
 */
public record Redirection(boolean asking, String host, int port) {

  private static final Pattern ANSWER = Pattern.compile("(MOVED|ASK) \\d+ (\\S*):(\\d{1,5})");

  /** Reads it from the error of a command, or a cause of it; empty if it is none. */
  public static Optional<Redirection> of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
        Matcher matcher = ANSWER.matcher(cause.getMessage());
        if (matcher.matches()) {
          return Optional.of(
              new Redirection(
                  matcher.group(1).equals("ASK"),
                  matcher.group(2),
                  Integer.parseInt(matcher.group(3))));
        }
      }
    }
    return Optional.empty();
  }

  /** Where that is, reached like the server that said so. */
  public Target from(RedisURI speaker) {
    String target = host.isEmpty() ? speaker.getHost() : host;
    return new Target(ServerUris.at(speaker, target, port), asking);
  }
}
