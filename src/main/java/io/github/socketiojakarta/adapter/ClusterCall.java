package io.github.socketiojakarta.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A request under way to the other nodes. Which nodes have to answer is known by their ids; one
 * that turns out to be gone is no longer waited for. The call has no time-out of its own: who made
 * it says when it has waited long enough.
 *
 * <p>Safe for use by many threads.
 */
public interface ClusterCall {

  /** A call to nobody, which is done. */
  ClusterCall NONE = new EndedCall(CompletableFuture.completedFuture(null));

  /**
   * A call that could not be made.
   *
   * @param why the reason
   * @return a call whose {@link #done} has failed
   */
  static ClusterCall failed(PublishException why) {
    return new EndedCall(CompletableFuture.failedFuture(why));
  }

  /**
   * The end of the call.
   *
   * @return completes when every node has answered in full or is gone, all its responses having
   *     been handed over; exceptionally with a {@link PublishException} when the others cannot be
   *     asked. Dependent stages may run on the adapter's thread and must not block
   */
  CompletionStage<Void> done();

  /**
   * How many nodes have to answer.
   *
   * @return the number, without those that are gone; 0 until it is known
   */
  int expected();

  /**
   * How many nodes have answered in full.
   *
   * @return the number
   */
  int answered();

  /**
   * Says that the time is over: no response is handed over any more. Without effect on a call that
   * is done.
   */
  void giveUp();
}
