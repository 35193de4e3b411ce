package io.github.socketiojakarta.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What classes log while this is open. */
final class Logged implements AutoCloseable {

  private final List<Logger> loggers = new ArrayList<>(); // held, or they would be forgotten
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          messages.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private Logged() {}

  static Logged of(Class<?>... classes) {
    Logged logged = new Logged();
    for (Class<?> type : classes) {
      Logger logger = Logger.getLogger(type.getName());
      logger.addHandler(logged.handler);
      logged.loggers.add(logger);
    }
    return logged;
  }

  List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    loggers.forEach(logger -> logger.removeHandler(handler));
  }
}
