package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.Arguments;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Binds one of the client's arguments to the type of a parameter. What the client left out is null,
 * as in JavaScript; an {@link Optional} is then empty, and a primitive type cannot be had.
 */
final class BoundArgument {

  /** A type that stands for an argument that may be absent. */
  private record Maybe(Type content, Object empty, Function<Object, Object> full) {}

  private static final Map<Type, Maybe> MAYBES =
      Map.of(
          Optional.class,
          new Maybe(Object.class, Optional.empty(), Optional::of),
          OptionalInt.class,
          new Maybe(int.class, OptionalInt.empty(), v -> OptionalInt.of((Integer) v)),
          OptionalLong.class,
          new Maybe(long.class, OptionalLong.empty(), v -> OptionalLong.of((Long) v)),
          OptionalDouble.class,
          new Maybe(double.class, OptionalDouble.empty(), v -> OptionalDouble.of((Double) v)));

  private final int index;
  private final Type type;

  /**
   * Makes a binding.
   *
   * @param index which of the client's arguments, from 0
   * @param type the type of the parameter
   */
  BoundArgument(int index, Type type) {
    this.index = index;
    this.type = type;
  }

  /**
   * Binds the argument.
   *
   * @param args what the client sent
   * @return the value for the parameter
   * @throws SocketIoException if it does not fit
   */
  Object value(Arguments args) {
    Maybe maybe = maybe(type);
    if (maybe == null) {
      return bind(args, type);
    }
    return args.get(index) == null
        ? maybe.empty()
        : maybe.full().apply(bind(args, maybe.content()));
  }

  private Object bind(Arguments args, Type wanted) {
    Object value;
    try {
      value = index < args.size() ? args.get(index, wanted) : null;
    } catch (RuntimeException e) {
      throw new SocketIoException(
          "argument " + (index + 1) + " does not fit " + wanted.getTypeName(), e);
    }
    if (value == null && wanted instanceof Class<?> c && c.isPrimitive()) {
      throw new SocketIoException(
          "argument " + (index + 1) + " is missing or null and does not fit " + c);
    }
    return value;
  }

  private static Maybe maybe(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      return new Maybe(generic.getActualTypeArguments()[0], Optional.empty(), Optional::ofNullable);
    }
    return MAYBES.get(type);
  }
}
