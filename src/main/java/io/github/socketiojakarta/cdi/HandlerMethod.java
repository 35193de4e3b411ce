package io.github.socketiojakarta.cdi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A method that was found to be a good handler.
 *
 * @param kind when it is called
 * @param event the event it takes; empty for the other kinds
 * @param method the method, accessible
 * @param sources where the value of each parameter comes from
 * @param answer how an event is acknowledged
 */
record HandlerMethod(
    HandlerKind kind,
    String event,
    Method method,
    List<Function<HandlerCall, Object>> sources,
    Answer answer) {

  /**
   * The values for the parameters.
   *
   * @throws io.github.socketiojakarta.protocol.SocketIoException if an argument does not fit
   */
  Object[] arguments(HandlerCall call) {
    return sources.stream().map(source -> source.apply(call)).toArray();
  }

  /**
   * Calls the method.
   *
   * @param reference the contextual reference of the bean, so that interceptors are called
   * @param arguments see {@link #arguments}
   * @return its result
   * @throws Exception what the method throws
   */
  Object invoke(Object reference, Object[] arguments) throws Exception {
    try {
      return method.invoke(reference, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return describe(method.getDeclaringClass(), method);
  }

  /** A method of a class in words that its developer finds it by. */
  static String describe(Class<?> type, Method method) {
    return type.getName()
        + "."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
