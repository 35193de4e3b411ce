package io.github.socketiojakarta.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the method when the code of another node sends the event to the namespace, with {@link
 * io.github.socketiojakarta.server.Namespace#serverSideEmit} or Node's {@code serverSideEmit}.
 * Events of this node itself do not come. The methods of a namespace run one at a time, in order.
 *
 * <p><b>Parameters</b> are the event's arguments, bound as for {@link OnEvent}. Anywhere among them
 * may stand {@code Namespace}, {@code Server}, {@code Ack}, and {@code Arguments} for all that
 * came; there is no socket.
 *
 * <p><b>The answer</b>, if the other node asked for one, is given as for {@link OnEvent}: the
 * result of the method, what its {@code CompletionStage} completes with, nothing (a null on the
 * other node) from a {@code void} method when it returns, or what a method that takes the {@code
 * Ack} sends by it, the first argument of it.
 *
 * <p><b>Failures</b> are logged with namespace and event; there is no answer then, so the time-out
 * of the other node counts.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnServerSideEvent {
  /**
   * The event: any name but {@code connect}, {@code connection} and {@code new_namespace}.
   *
   * @return its name
   */
  String value();
}
