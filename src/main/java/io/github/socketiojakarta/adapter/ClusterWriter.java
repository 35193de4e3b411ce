package io.github.socketiojakarta.adapter;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Writes to the log of a cluster without being one of its nodes: what is published reaches all of
 * them, and nothing comes back.
 *
 * <p>Safe for use by many threads. No method blocks on the network but {@link #close}.
 */
public interface ClusterWriter extends AutoCloseable {

  /**
   * Appends a message to the log. Messages published by one thread keep their order.
   *
   * @param message the message
   * @return completes when the message was written, with its offset; with none if it was volatile
   *     and the log out of reach, for then it is dropped; exceptionally with a {@link
   *     PublishException} when it was given up. Dependent stages may run on the writer's thread and
   *     must not block
   * @throws PublishException if so many messages wait for the log already that this one is not
   *     taken, or the writer is closed
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the message cannot be encoded
   */
  CompletionStage<Optional<Offset>> publish(ClusterMessage message);

  /**
   * Appends an event for the code of the nodes; otherwise as {@link #publish(ClusterMessage)}.
   *
   * @param event the event; answers to it cannot come back and must not be wanted
   * @return completes when the event was written, with its offset
   * @throws PublishException if it is not taken
   * @throws io.github.socketiojakarta.protocol.SocketIoException if it cannot be encoded
   */
  CompletionStage<Optional<Offset>> publish(ClusterRequest.ServerSideEmit event);

  /**
   * Whether the log can be reached now.
   *
   * @return false if what is published has to wait
   */
  boolean isReady();

  /**
   * Takes no more, writes what was published as far as that is possible in short time, and frees
   * everything; harmless if repeated.
   */
  @Override
  void close();
}
