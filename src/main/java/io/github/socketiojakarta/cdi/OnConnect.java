package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the method when a socket has joined the namespace, before its first event. Parameters:
 * {@code Socket}, {@code Namespace}, {@code Handshake}, {@code Server}, any of them in any order.
 * The result is {@code void}.
 *
 * <p>An exception is logged and the socket stays; to refuse a socket use {@link
 * io.github.socketiojakarta.server.Namespace#use}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnConnect {}
