package io.github.socketiojakarta.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What an application emits, as plain values: an event's name, then its arguments. */
public final class EventData {

  private EventData() {}

  /**
   * The data of an event.
   *
   * @param event its name
   * @param args its arguments; a null array is one null, as {@code emit("x", null)} means it
   * @param reserved the names it may not bear
   * @param json makes the arguments plain
   * @return name and arguments, unmodifiable
   * @throws SocketIoException if the name is reserved or an argument cannot be written
   */
  public static List<Object> of(String event, Object[] args, Set<String> reserved, JsonCodec json) {
    List<Object> data = new ArrayList<>();
    data.add(name(event, reserved));
    data.addAll(plain(args, json));
    return Collections.unmodifiableList(data);
  }

  /**
   * The name of an event, if it may bear it.
   *
   * @param event the name
   * @param reserved the names it may not bear
   * @return the name
   * @throws SocketIoException if it is reserved
   */
  public static String name(String event, Set<String> reserved) {
    Objects.requireNonNull(event, "the name of an event must not be null");
    if (reserved.contains(event)) {
      throw new SocketIoException("\"" + event + "\" is a reserved event name");
    }
    return event;
  }

  /**
   * Arguments as plain values.
   *
   * @param args the arguments; a null array is one null
   * @param json makes them plain
   * @return the plain values
   * @throws SocketIoException if one cannot be written
   */
  public static List<Object> plain(Object[] args, JsonCodec json) {
    List<Object> plain = new ArrayList<>();
    for (Object arg : args == null ? Collections.singletonList(null) : Arrays.asList(args)) {
      plain.add(json.toPlain(arg));
    }
    return plain;
  }
}
