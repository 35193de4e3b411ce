package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.JsonCodec;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The arguments of an event or an acknowledgement. Immutable; asking beyond the last gives null, as
 * in JavaScript.
 */
public final class Arguments {

  private final List<Object> values;
  private final JsonCodec json;

  /**
   * Wraps plain values.
   *
   * @param values the arguments
   * @param json binds them to types
   */
  public Arguments(List<Object> values, JsonCodec json) {
    this.values = Collections.unmodifiableList(values);
    this.json = Objects.requireNonNull(json, "json");
  }

  /**
   * How many there are.
   *
   * @return the number
   */
  public int size() {
    return values.size();
  }

  /**
   * The arguments as plain values, see {@link JsonCodec}.
   *
   * @return them all, unmodifiable
   */
  public List<Object> toList() {
    return values;
  }

  /**
   * One argument as a plain value.
   *
   * @param index from 0
   * @return the value; null beyond the last
   */
  public Object get(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  /**
   * One argument bound to a class.
   *
   * @param <T> the class
   * @param index from 0
   * @param type the class
   * @return the value; null beyond the last
   * @throws io.github.socketiojakarta.protocol.SocketIoException if it does not fit
   */
  @SuppressWarnings("unchecked") // bind gives what the type says, also for primitive classes
  public <T> T get(int index, Class<T> type) {
    return (T) json.bind(get(index), type);
  }

  /**
   * One argument bound to a type with generics.
   *
   * @param index from 0
   * @param type the type
   * @return the value; null beyond the last
   * @throws io.github.socketiojakarta.protocol.SocketIoException if it does not fit
   */
  public Object get(int index, Type type) {
    return json.bind(get(index), type);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
