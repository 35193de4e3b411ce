package io.github.socketiojakarta.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values a transcript leaves open: <code>${name}</code> takes what it meets first, and stands
 * for that from then on.
 */
final class Placeholders {

  private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");

  private final Map<String, String> values = new HashMap<>();

  Placeholders(int port) {
    values.put("port", String.valueOf(port));
  }

  /** Puts the values in; what has none stays as it is. */
  String fill(String template) {
    return NAME.matcher(template)
        .replaceAll(
            match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
  }

  /** Compares, and remembers what the placeholders met. */
  boolean matches(String template, String actual) {
    StringBuilder pattern = new StringBuilder();
    List<String> names = new ArrayList<>();
    String filled = fill(template);
    Matcher matcher = NAME.matcher(filled);
    int end = 0;
    while (matcher.find()) {
      pattern.append(Pattern.quote(filled.substring(end, matcher.start())));
      int known = names.indexOf(matcher.group(1));
      if (known < 0) {
        names.add(matcher.group(1));
        pattern.append("([^\"\\s;,]+)");
      } else {
        pattern.append("\\").append(known + 1);
      }
      end = matcher.end();
    }
    pattern.append(Pattern.quote(filled.substring(end)));
    Matcher comparison = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
    if (!comparison.matches()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), comparison.group(i + 1));
    }
    return true;
  }
}
