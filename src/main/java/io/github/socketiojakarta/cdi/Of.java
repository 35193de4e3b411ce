package io.github.socketiojakarta.cdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which namespace is injected: {@code @Inject @Of("/chat") Namespace chat}. The namespace is
 * made if no bean serves it. Without this annotation the main namespace is injected.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface Of {

  /**
   * The namespace, in the notation of {@link SocketNamespace#value()}.
   *
   * @return its name
   */
  @Nonbinding
  String value() default "/";
}
