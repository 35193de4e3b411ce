package io.github.socketiojakarta.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class a CDI bean that serves a namespace: its {@link OnConnect}, {@link OnEvent}, {@link
 * OnDisconnect} and {@link OnServerSideEvent} methods are called, inherited ones too. They may have
 * any visibility but private, may block, and run one at a time per socket, in order, with the
 * request scope active; for different sockets at the same time; those of server-side events one at
 * a time per namespace. Interceptors of the bean apply.
 *
 * <p>It is a stereotype, so the class needs no other annotation: the bean is {@code
 * ApplicationScoped}. {@code @Singleton} is allowed too. Every other scope stops the deployment, as
 * one instance serves all sockets: what belongs to one socket goes into {@link
 * io.github.socketiojakarta.server.Socket#data()}, and beans that are injected into this one may
 * well be {@code RequestScoped}, with one instance per call.
 *
 * <p>Several beans may serve one namespace, and several may take one event; only one of these may
 * answer it. They are called in the order of their class names.
 *
 * <p>Mistakes stop the deployment with a definition error that names all of them.
 */
@Stereotype
@ApplicationScoped
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SocketNamespace {
  /**
   * The namespace. It begins with {@code /}; {@code ${key}} in it takes the value of a MicroProfile
   * Config key, {@code ${key:default}} has a default.
   *
   * @return its name
   */
  String value() default "/";
}
