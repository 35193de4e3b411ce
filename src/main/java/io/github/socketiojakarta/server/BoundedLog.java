package io.github.socketiojakarta.server;

import java.util.concurrent.TimeUnit;

/**
 * A log for what clients can provoke at will: so many lines per minute, then only their number.
 * Text that came from a client is shortened and stripped of control characters.
 */
final class BoundedLog {

  private static final int LINES_PER_MINUTE = 30;
  private static final int MAX_LENGTH = 200;

  private final System.Logger log;
  private long minute = Long.MIN_VALUE; // guarded by this
  private int lines; // guarded by this
  private long suppressed; // guarded by this

  BoundedLog(Class<?> owner) {
    log = System.getLogger(owner.getName());
  }

  void info(String text) {
    log(System.Logger.Level.INFO, text, null);
  }

  void warning(String text, Throwable cause) {
    log(System.Logger.Level.WARNING, text, cause);
  }

  void error(String text, Throwable cause) {
    log(System.Logger.Level.ERROR, text, cause);
  }

  private void log(System.Logger.Level level, String text, Throwable cause) {
    if (!log.isLoggable(level)) {
      return;
    }
    long before;
    synchronized (this) {
      long now = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime());
      if (now != minute) {
        minute = now;
        lines = 0;
      }
      if (lines == LINES_PER_MINUTE) {
        suppressed++;
        return;
      }
      lines++;
      before = suppressed;
      suppressed = 0;
    }
    String line = before == 0 ? text : text + " (" + before + " earlier lines left out)";
    log.log(level, line, cause);
  }

  /** Makes a client's text fit for a line of a log. */
  static String printable(String text) {
    if (text == null) {
      return "";
    }
    String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
