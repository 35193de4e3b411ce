package io.github.socketiojakarta.cdi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Finds {@code socketio.*} keys that nobody reads, and what was probably meant. */
final class UnknownKeys {

  /** So many letters may differ for a key to be taken for a slip of the pen. */
  private static final int NEAR = 3;

  private UnknownKeys() {}

  /**
   * Looks for unknown keys.
   *
   * @param config where the names are
   * @param environment the environment: a configuration may list its variables under guessed names
   * @return one line for each, to be logged
   */
  static List<String> warnings(Config config, Map<String, String> environment) {
    Set<String> known =
        SocketIoConfig.KEYS.stream().map(ConfigKey::name).collect(Collectors.toSet());
    Set<String> variables =
        known.stream().map(UnknownKeys::environmentName).collect(Collectors.toSet());
    variables.retainAll(environment.keySet());
    Set<String> unknown = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(ConfigKeys.PREFIX)
          && !known.contains(name)
          && !variables.contains(environmentName(name))) {
        unknown.add(name);
      }
    }
    List<String> lines = new ArrayList<>();
    for (String name : unknown) {
      String hint = nearest(name, known).map(key -> "; did you mean " + key + "?").orElse("");
      lines.add("unknown configuration key " + name + hint);
    }
    return lines;
  }

  /** The variable that stands for a key, see MicroProfile Config, "Environment Variables". */
  private static String environmentName(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  private static Optional<String> nearest(String name, Set<String> known) {
    return known.stream()
        .filter(key -> distance(name, key) <= NEAR)
        .min(
            Comparator.comparingInt((String key) -> distance(name, key))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance after both were brought to one form, so that camelCase is near too. */
  private static int distance(String left, String right) {
    String a = normal(left);
    String b = normal(right);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static String normal(String key) {
    return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}
