package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a CDI bean serve a namespace: its {@link OnConnect}, {@link OnEvent} and {@link
 * OnDisconnect} methods are called.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SocketNamespace {
  /**
   * The namespace; {@code ${key}} in it takes the value of a MicroProfile Config key.
   *
   * @return its name
   */
  String value() default "/";
}
