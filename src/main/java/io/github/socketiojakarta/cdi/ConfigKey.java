package io.github.socketiojakarta.cdi;

import java.util.Objects;

/**
 * One key of MicroProfile Config that this library reads, as the README's table shows it.
 *
 * @param name the key, beginning with {@code socketio.}
 * @param defaultValue what counts when the key is not set, in the same notation; empty: nothing
 * @param meaning what it does, in one line
 */
public record ConfigKey(String name, String defaultValue, String meaning) {

  /** Checks what must not be absent. */
  public ConfigKey {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(meaning, "meaning");
  }
}
