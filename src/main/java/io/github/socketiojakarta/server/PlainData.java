package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.JsonCodec;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an application keeps with a socket, as plain values. */
final class PlainData {

  private static final BoundedLog LOG = new BoundedLog(PlainData.class);

  private PlainData() {}

  /** A snapshot; what cannot be turned into JSON is left out. */
  static Map<String, Object> of(Socket socket, JsonCodec json) {
    Map<String, Object> plain = new LinkedHashMap<>();
    socket
        .data()
        .forEach(
            (name, value) -> {
              try {
                plain.put(name, json.toPlain(value));
              } catch (RuntimeException | StackOverflowError e) { // the application's code runs
                LOG.warning(
                    "\""
                        + BoundedLog.printable(name)
                        + "\" in the data of socket "
                        + socket.id()
                        + " cannot be turned into JSON; left out for other nodes",
                    e);
              }
            });
    return plain;
  }

  /** Whether a snapshot runs no code of the application. */
  static boolean isPlain(Socket socket) {
    try {
      return socket.data().values().stream().allMatch(value -> isPlain(value, 0));
    } catch (ConcurrentModificationException e) { // by the application, in a list or map of its own
      return false;
    }
  }

  private static boolean isPlain(Object value, int depth) {
    if (depth > 20) { // more likely a circle than a value
      return false;
    }
    if (value instanceof List<?> list && isOfJdk(value)) {
      return list.stream().allMatch(element -> isPlain(element, depth + 1));
    }
    if (value instanceof Map<?, ?> map && isOfJdk(value)) {
      return map.values().stream().allMatch(element -> isPlain(element, depth + 1));
    }
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Number && isOfJdk(value)
        || value instanceof byte[]
        || value instanceof Instant;
  }

  private static boolean isOfJdk(Object value) {
    return value.getClass().getName().startsWith("java.");
  }
}
