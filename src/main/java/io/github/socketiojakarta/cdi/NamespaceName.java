package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** The value of {@link SocketNamespace}, with its {@code ${key}} and {@code ${key:default}}. */
final class NamespaceName {

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");

  private NamespaceName() {}

  /**
   * Makes the name of the namespace.
   *
   * @param value what stands in the annotation
   * @param config has the values of the keys
   * @return the name
   * @throws SocketIoException if a key has no value or the result is no name of a namespace
   */
  static String resolve(String value, Config config) {
    StringBuilder name = new StringBuilder();
    Matcher matcher = EXPRESSION.matcher(value);
    while (matcher.find()) {
      String key = matcher.group(1).strip();
      Optional<String> found = config.getOptionalValue(key, String.class);
      String text = found.orElse(matcher.group(2));
      if (text == null) {
        throw new SocketIoException(
            "the configuration has no value for "
                + matcher.group()
                + "; set the key, or give a default as ${"
                + key
                + ":/default}");
      }
      matcher.appendReplacement(name, Matcher.quoteReplacement(text));
    }
    matcher.appendTail(name);
    if (!isName(name)) {
      throw new SocketIoException(
          "the namespace is \""
              + name
              + "\"; allowed is a name that begins with / and has no comma, ? or {}");
    }
    return name.toString();
  }

  /** The wire ends a name at a comma and cuts it at a question mark; braces are a broken ${}. */
  private static boolean isName(CharSequence name) {
    return name.toString().matches("/[^,?{}]*");
  }
}
