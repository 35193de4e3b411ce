package io.github.socketiojakarta.cdi;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the values of keys and collects what is wrong with them, so that a deployment reports all
 * mistakes at once. After a mistake the returned value is the key's default, fit for nothing but
 * reading on. Not safe for use by many threads.
 */
final class ConfigReader {

  private static final Pattern SUFFIXED = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)?");
  private static final Pattern UNESCAPED_COMMA = Pattern.compile("(?<!\\\\),");

  /** Timers of JavaScript clients fire at once beyond this, see HTML, "timers", 32-bit delay. */
  private static final long MAX_MILLIS = Integer.MAX_VALUE;

  private final Config config;
  private final List<String> mistakes = new ArrayList<>();

  ConfigReader(Config config) {
    this.config = config;
  }

  /** What was wrong so far, one line each. */
  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  void mistake(ConfigKey key, String value, String allowed) {
    mistakes.add(key.name() + " = \"" + value + "\": allowed is " + allowed);
  }

  void mistake(String line) {
    mistakes.add(line);
  }

  /** Whether the configuration gives the key a value. */
  boolean isSet(ConfigKey key) {
    return value(key).isPresent();
  }

  Optional<String> optionalText(ConfigKey key, Predicate<String> fits, String allowed) {
    Optional<String> value = valueOrDefault(key);
    if (value.isPresent() && !fits.test(value.get())) {
      mistake(key, value.get(), allowed);
      return Optional.of(key.defaultValue());
    }
    return value;
  }

  String text(ConfigKey key, Predicate<String> fits, String allowed) {
    return optionalText(key, fits, allowed).orElseThrow();
  }

  boolean bool(ConfigKey key) {
    String allowed = "true or false";
    return Boolean.parseBoolean(
        text(key, v -> v.equalsIgnoreCase("true") || v.equalsIgnoreCase("false"), allowed));
  }

  long number(ConfigKey key, long min, long max) {
    String value = text(key, v -> isWithin(v, min, max), range(min, max));
    return Long.parseLong(value);
  }

  int integer(ConfigKey key, int min) {
    return (int) number(key, min, Integer.MAX_VALUE);
  }

  /** A duration that is longer than nothing; a plain number counts milliseconds, as in Node. */
  Duration duration(ConfigKey key) {
    return optionalDuration(key, ChronoUnit.MILLIS, 1).orElseThrow();
  }

  /**
   * A duration if there is one.
   *
   * @param key the key
   * @param unit what a plain number counts
   * @param minMillis the shortest allowed one
   */
  Optional<Duration> optionalDuration(ConfigKey key, ChronoUnit unit, long minMillis) {
    Optional<String> value = valueOrDefault(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = parseDuration(value.get(), unit);
    if (duration.isEmpty() || !isWithin(duration.get(), minMillis)) {
      String example = unit == ChronoUnit.SECONDS ? "25 (seconds)" : "25000 (milliseconds)";
      mistake(
          key,
          value.get(),
          "a duration such as 25s, 300ms, PT25S or "
              + example
              + ", "
              + (minMillis > 0 ? "longer than 0 and " : "")
              + "at most "
              + MAX_MILLIS
              + "ms");
      return key.defaultValue().isEmpty()
          ? Optional.empty()
          : parseDuration(key.defaultValue(), unit);
    }
    return duration;
  }

  /** A list with commas between; a comma that belongs to an element is written {@code \,}. */
  List<String> list(ConfigKey key, Predicate<String> fits, String allowed) {
    List<String> elements = new ArrayList<>();
    for (String raw : UNESCAPED_COMMA.split(valueOrDefault(key).orElse(""))) {
      String element = raw.replace("\\,", ",").strip();
      if (element.isEmpty()) {
        continue;
      }
      if (fits.test(element)) {
        elements.add(element);
      } else {
        mistake(key, element, allowed);
      }
    }
    return elements;
  }

  private Optional<String> value(ConfigKey key) {
    return config.getOptionalValue(key.name(), String.class).map(String::strip);
  }

  private Optional<String> valueOrDefault(ConfigKey key) {
    return value(key).or(() -> Optional.of(key.defaultValue())).filter(v -> !v.isEmpty());
  }

  private static Optional<Duration> parseDuration(String text, ChronoUnit unit) {
    try {
      Matcher matcher = SUFFIXED.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return Optional.of(Duration.parse(text));
      }
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(Duration.of(amount, unit(matcher.group(2), unit)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static ChronoUnit unit(String suffix, ChronoUnit plain) {
    if (suffix == null) {
      return plain;
    }
    return switch (suffix) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }

  private static boolean isWithin(Duration duration, long minMillis) {
    return duration.compareTo(Duration.ofMillis(minMillis)) >= 0
        && duration.compareTo(Duration.ofMillis(MAX_MILLIS)) <= 0;
  }

  private static boolean isWithin(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      return number >= min && number <= max;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String range(long min, long max) {
    return max == Long.MAX_VALUE
        ? "a whole number from " + min + " on"
        : "a whole number from " + min + " to " + max;
  }
}
