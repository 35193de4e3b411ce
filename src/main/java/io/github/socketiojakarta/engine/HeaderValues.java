package io.github.socketiojakarta.engine;

/** What may stand in an HTTP header's value. Pure. */
final class HeaderValues {

  private HeaderValues() {}

  /**
   * Whether a value holds a character that Node refuses in a header: a control character other than
   * the tab, or one beyond Latin-1.
   *
   * @param value the value
   * @return true if it must not be used
   */
  static boolean forbidden(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return true;
      }
    }
    return false;
  }
}
