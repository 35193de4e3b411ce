package io.github.socketiojakarta.adapter;

import java.util.Objects;

/**
 * A session as it was found. Immutable.
 *
 * @param session the session
 * @param version tells it from what is saved under the same private id later; means something to
 *     the adapter only
 */
public record SavedSession(Session session, String version) {

  /** Checks what must not be absent. */
  public SavedSession {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(version, "version");
  }
}
