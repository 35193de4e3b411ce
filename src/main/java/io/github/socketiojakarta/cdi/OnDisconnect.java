package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the method when a socket has left the namespace, after its last event. Parameters: {@code
 * Socket}, {@code Namespace}, {@code Handshake}, {@code Server}, {@code DisconnectReason}, any of
 * them in any order. The result is {@code void}. An exception is logged.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnDisconnect {}
