package io.github.socketiojakarta.engine;

import java.util.Locale;

/** Writes the cookie of a polling handshake, attributes in Node's order. Pure. */
final class SessionCookie {

  private SessionCookie() {}

  /**
   * Writes a Set-Cookie value.
   *
   * @param cookie its attributes
   * @param sid its value
   * @return the header's value
   */
  static String write(EngineOptions.Cookie cookie, String sid) {
    StringBuilder text = new StringBuilder(cookie.name()).append('=').append(sid);
    cookie.maxAge().ifPresent(age -> text.append("; Max-Age=").append(age.toSeconds()));
    cookie.domain().ifPresent(domain -> text.append("; Domain=").append(domain));
    if (!cookie.path().isEmpty()) {
      text.append("; Path=").append(cookie.path());
    }
    if (cookie.httpOnly()) {
      text.append("; HttpOnly");
    }
    if (cookie.secure()) {
      text.append("; Secure");
    }
    cookie
        .sameSite()
        .filter(site -> !site.isEmpty())
        .ifPresent(site -> text.append("; SameSite=").append(capitalized(site)));
    return text.toString();
  }

  private static String capitalized(String site) {
    return site.substring(0, 1).toUpperCase(Locale.ROOT)
        + site.substring(1).toLowerCase(Locale.ROOT);
  }
}
