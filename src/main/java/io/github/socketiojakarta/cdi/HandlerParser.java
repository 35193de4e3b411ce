package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.protocol.ReservedEvents;
import io.github.socketiojakarta.server.Ack;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the handler methods of a class and says what is wrong with them. What it lets pass can be
 * called.
 */
final class HandlerParser {

  /** Types of these packages are nothing that could come over the wire. */
  private static final List<String> UNBINDABLE =
      List.of(
          "io.github.socketiojakarta.server.",
          "io.github.socketiojakarta.engine.",
          "io.github.socketiojakarta.adapter.",
          "io.github.socketiojakarta.protocol.",
          "jakarta.servlet.",
          "jakarta.websocket.",
          "jakarta.enterprise.");

  private final Class<?> type;
  private final Consumer<String> mistakes;

  /**
   * Makes a parser.
   *
   * @param type the bean class
   * @param mistakes takes one line for each mistake, with class, method and what is allowed
   */
  HandlerParser(Class<?> type, Consumer<String> mistakes) {
    this.type = type;
    this.mistakes = mistakes;
  }

  /** The methods with one of our annotations that a class has or inherits, in a stable order. */
  static List<AnnotatedMethod<?>> annotatedMethods(AnnotatedType<?> type) {
    List<AnnotatedMethod<?>> found = new ArrayList<>();
    for (AnnotatedMethod<?> method : type.getMethods()) {
      if (!kinds(method).isEmpty()
          && !method.getJavaMember().isBridge()
          && !isOverridden(method.getJavaMember(), type.getJavaClass())) {
        found.add(method);
      }
    }
    found.sort(Comparator.comparing(method -> method.getJavaMember().toGenericString()));
    return found;
  }

  /**
   * Reads all handler methods.
   *
   * @param annotated the class
   * @return the good ones; if there was a mistake the result is of no use
   */
  List<HandlerMethod> parse(AnnotatedType<?> annotated) {
    List<HandlerMethod> handlers = new ArrayList<>();
    Map<List<Object>, HandlerMethod> byEvent = new HashMap<>();
    for (AnnotatedMethod<?> method : annotatedMethods(annotated)) {
      HandlerMethod handler = parse(method);
      handlers.add(handler);
      if (handler.kind().isEvent()) {
        HandlerMethod first =
            byEvent.putIfAbsent(List.of(handler.kind(), handler.event()), handler);
        if (first != null) {
          mistake(
              method,
              "takes the event \""
                  + handler.event()
                  + "\", and so does "
                  + HandlerMethod.describe(type, first.method())
                  + "; allowed is one method of a class for an event");
        }
      }
    }
    return handlers;
  }

  private HandlerMethod parse(AnnotatedMethod<?> annotated) {
    Method method = annotated.getJavaMember();
    List<HandlerKind> kinds = kinds(annotated);
    HandlerKind kind = kinds.get(0);
    if (kinds.size() > 1) {
      mistake(annotated, "has " + kinds + "; allowed is one of them");
    }
    if (Modifier.isPrivate(method.getModifiers())) {
      mistake(annotated, "is private; allowed is any other visibility");
    }
    if (Modifier.isStatic(method.getModifiers())) {
      mistake(annotated, "is static; allowed are methods of the bean instance");
    }
    String event = kind.isEvent() ? event(annotated, kind) : "";
    List<Function<HandlerCall, Object>> sources = new ArrayList<>();
    int index = 0;
    for (AnnotatedParameter<?> parameter : annotated.getParameters()) {
      Optional<Injected> injected = Injected.of(parameter.getBaseType());
      if (injected.isPresent() && injected.get().isFor(kind)) {
        sources.add(injected.get()::value);
      } else {
        checkArgument(annotated, kind, parameter);
        BoundArgument argument = new BoundArgument(index++, parameter.getBaseType());
        sources.add(call -> argument.value(call.args()));
      }
    }
    Answer answer = answer(annotated, kind);
    method.setAccessible(true); // handlers need not be public
    return new HandlerMethod(kind, event, method, List.copyOf(sources), answer);
  }

  private String event(AnnotatedMethod<?> method, HandlerKind kind) {
    boolean isOfClients = kind == HandlerKind.EVENT;
    String event =
        isOfClients
            ? method.getAnnotation(OnEvent.class).value()
            : method.getAnnotation(OnServerSideEvent.class).value();
    if (isOfClients ? ReservedEvents.contains(event) : ReservedEvents.containsServerSide(event)) {
      mistake(
          method,
          "takes the event \""
              + event
              + "\", whose name is reserved; allowed is any other name, or @OnConnect or"
              + " @OnDisconnect");
    } else if (event.isBlank()) {
      mistake(method, "takes an event without a name; allowed is " + kind + "(\"name\")");
    }
    return event;
  }

  private void checkArgument(
      AnnotatedMethod<?> method, HandlerKind kind, AnnotatedParameter<?> parameter) {
    Type wanted = parameter.getBaseType();
    String start =
        "parameter " + (parameter.getPosition() + 1) + " of type " + wanted.getTypeName();
    if (!kind.isEvent()) {
      mistake(method, start + " is unknown to " + kind + "; allowed are " + kind.allowedTypes());
    } else if (!(wanted instanceof Class<?> || wanted instanceof ParameterizedType)
        && !wanted.getTypeName().endsWith("[]")) {
      mistake(method, start + " has no definite type; allowed are classes and their generics");
    } else if (UNBINDABLE.stream().anyMatch(wanted.getTypeName()::startsWith)) {
      mistake(
          method,
          start
              + " cannot come "
              + (kind == HandlerKind.EVENT ? "from a client" : "from another node")
              + "; allowed are "
              + kind.allowedTypes()
              + " and types that JSON-B can bind");
    } else if (method.getJavaMember().isVarArgs()
        && parameter.getPosition() == method.getParameters().size() - 1) {
      mistake(method, start + " is variable; allowed are an array or Arguments for all that came");
    }
  }

  private Answer answer(AnnotatedMethod<?> method, HandlerKind kind) {
    Class<?> result = method.getJavaMember().getReturnType();
    boolean isVoid = result == void.class || result == Void.class;
    if (!kind.isEvent()) {
      if (!isVoid) {
        mistake(method, "has a result, which nobody takes; allowed is void");
      }
      return Answer.EMPTY;
    }
    if (Arrays.asList(method.getJavaMember().getParameterTypes()).contains(Ack.class)) {
      if (!isVoid) {
        mistake(
            method,
            "takes an Ack and has a result; allowed is one of them to acknowledge the event");
      }
      return Answer.BY_METHOD;
    }
    if (isVoid) {
      return Answer.EMPTY;
    }
    if (CompletionStage.class.isAssignableFrom(result)) {
      return isStageOfVoid(method.getJavaMember().getGenericReturnType())
          ? Answer.EMPTY_STAGE
          : Answer.STAGE;
    }
    if (Future.class.isAssignableFrom(result)) {
      mistake(method, "has a Future as result; allowed is a CompletionStage, or the value itself");
    }
    return Answer.RESULT;
  }

  private static boolean isStageOfVoid(Type type) {
    return type instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[0] == Void.class;
  }

  private void mistake(AnnotatedMethod<?> method, String line) {
    mistakes.accept(HandlerMethod.describe(type, method.getJavaMember()) + ": " + line);
  }

  private static List<HandlerKind> kinds(AnnotatedMethod<?> method) {
    return Arrays.stream(HandlerKind.values())
        .filter(kind -> method.isAnnotationPresent(kind.annotation()))
        .toList();
  }

  /** An overriding method counts alone, with or without annotations, as for CDI's observers. */
  private static boolean isOverridden(Method method, Class<?> beanClass) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
      return false;
    }
    boolean needsSamePackage = !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers);
    for (Class<?> c = beanClass;
        c != method.getDeclaringClass() && c != null;
        c = c.getSuperclass()) {
      boolean visible =
          !needsSamePackage || c.getPackage().equals(method.getDeclaringClass().getPackage());
      if (visible && declares(c, method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean declares(Class<?> type, Method method) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(
            m ->
                m.getName().equals(method.getName())
                    && Arrays.equals(m.getParameterTypes(), method.getParameterTypes()));
  }
}
