package io.github.socketiojakarta.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The order in which JavaScript walks the properties of an object: keys that are array indexes
 * first, ascending, then the others as they were inserted. JSON, attachments and MessagePack of a
 * Node server all follow it.
 */
public final class PropertyOrder {

  private static final long NO_INDEX = -1;
  private static final long MAX_INDEX = (1L << 32) - 2;

  private PropertyOrder() {}

  /**
   * The entries of a plain map in JavaScript's order.
   *
   * @param map a map with {@code String} keys
   * @return its entries; a view of the map wherever its own order will do
   * @throws SocketIoException if a key is no string
   */
  @SuppressWarnings("unchecked") // entries are only read, and their keys were checked
  public static Collection<Map.Entry<String, Object>> entries(Map<?, ?> map) {
    boolean inOrder = true;
    long last = NO_INDEX;
    boolean names = false;
    for (Object key : map.keySet()) {
      if (!(key instanceof String name)) {
        throw new SocketIoException("a key of a plain map must be a string, not " + key);
      }
      long index = index(name);
      if (index == NO_INDEX) {
        names = true;
      } else {
        inOrder &= !names && index > last;
        last = index;
      }
    }
    Collection<Map.Entry<String, Object>> entries =
        (Collection<Map.Entry<String, Object>>) (Collection<?>) map.entrySet();
    return inOrder ? entries : sorted(entries);
  }

  private static List<Map.Entry<String, Object>> sorted(
      Collection<Map.Entry<String, Object>> entries) {
    List<Map.Entry<String, Object>> sorted = new ArrayList<>(entries);
    sorted.sort( // stable: the names keep their order
        Comparator.comparingLong(
            entry -> {
              long index = index(entry.getKey());
              return index == NO_INDEX ? Long.MAX_VALUE : index;
            }));
    return sorted;
  }

  private static long index(String key) {
    int length = key.length();
    if (length == 0 || length > 10 || length > 1 && key.charAt(0) == '0') {
      return NO_INDEX;
    }
    long index = 0;
    for (int i = 0; i < length; i++) {
      int digit = key.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_INDEX;
      }
      index = index * 10 + digit;
    }
    return index <= MAX_INDEX ? index : NO_INDEX;
  }
}
