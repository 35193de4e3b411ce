package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the method when a client sends the event.
 *
 * <p><b>Parameters</b> are the event's arguments in order, each bound to the parameter's type by
 * JSON-B: records, classes, collections with their generics, {@code JsonValue}, {@code byte[]} for
 * binary. What the client left out, or sent as {@code null}, is {@code null}, or empty for an
 * {@code Optional}, and an error for a primitive type; what it sent beyond is ignored. Anywhere
 * among them may stand {@code Socket}, {@code Namespace}, {@code Handshake}, {@code Server}, {@code
 * Ack}, and {@code Arguments} for all that came.
 *
 * <p><b>The acknowledgement</b>, if the client asked for one, is the result of the method; of a
 * {@code CompletionStage} what it completes with. A {@code void} method acknowledges without
 * arguments when it returns, so that a client that waits is told. A method that takes an {@code
 * Ack} is {@code void} and answers itself, then or later.
 *
 * <p><b>Failures</b>, arguments that do not fit or an exception, are logged with namespace, event
 * and socket. There is no acknowledgement then, as the protocol has none for errors, so the
 * client's time-out counts; the socket lives on.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnEvent {
  /**
   * The event: any name but {@code connect}, {@code connect_error}, {@code disconnect}, {@code
   * disconnecting}, {@code newListener} and {@code removeListener}.
   *
   * @return its name
   */
  String value();
}
