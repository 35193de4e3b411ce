package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the method when a client sends the event. Parameters: the event's arguments in order, bound
 * by JSON-B, and anywhere among them {@code Socket}, {@code Namespace}, {@code Handshake} or {@code
 * Ack}. A result other than {@code void} is the acknowledgement, unless the method takes an {@code
 * Ack}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnEvent {
  /**
   * The event.
   *
   * @return its name
   */
  String value();
}
