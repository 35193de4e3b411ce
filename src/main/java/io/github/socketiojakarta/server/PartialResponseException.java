package io.github.socketiojakarta.server;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Many were asked and not all have answered; those who did are here. This class itself says that
 * the other nodes could not be asked, the cause being a {@link
 * io.github.socketiojakarta.adapter.PublishException}; its subclasses say that the time is over.
 */
public class PartialResponseException extends SocketIoException {

  private final transient List<Object> responses;

  /**
   * Makes an exception.
   *
   * @param message why there are not more
   * @param responses what came
   */
  PartialResponseException(String message, List<?> responses) {
    this(message, responses, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message why there are not more
   * @param responses what came
   * @param cause what went wrong; null if nothing did
   */
  PartialResponseException(String message, List<?> responses, Throwable cause) {
    super(message, cause);
    this.responses = Collections.unmodifiableList(new ArrayList<>(responses));
  }

  /** The other nodes could not be asked. */
  static PartialResponseException unreachable(List<?> responses, Throwable cause) {
    return new PartialResponseException("the other nodes could not be asked", responses, cause);
  }

  /**
   * What came.
   *
   * @return of {@code emitWithAck} and {@code serverSideEmitWithAck} plain values, null for an
   *     answer without arguments; of {@code fetchSockets} each a {@link RemoteSocket}; in the order
   *     of arrival
   */
  public List<Object> responses() {
    return responses;
  }
}
