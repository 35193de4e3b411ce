package io.github.socketiojakarta.adapter;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What the nodes of a cluster share: an ordered log of messages. Every message published on any
 * node is delivered to every node that has registered the message's namespace, the publishing node
 * included, in one and the same order per namespace.
 *
 * <p>Safe for use by many threads. No method blocks on the network.
 */
public interface Adapter extends AutoCloseable {

  /** Takes what concerns one namespace. Must not block and must not throw. */
  @FunctionalInterface
  interface Listener {

    /**
     * Applies a message to the sockets of this node. Messages of the log come one at a time, in its
     * order.
     *
     * @param message the message
     * @param offset its place in the log; empty when it did not pass through the log (a volatile
     *     broadcast while the log is out of reach, or what a peer sent past the log)
     */
    void onMessage(ClusterMessage message, Optional<Offset> offset);

    /**
     * Answers what another node asks; other threads may be in {@link #onMessage} meanwhile.
     *
     * @param request what it asks
     * @param reply sends a response to that node, at any time, from any thread, without blocking;
     *     does nothing if none is wanted
     */
    default void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {}
  }

  /**
   * Begins to read the log; called once, before any message is published. Does not wait until the
   * log can be reached.
   */
  void start();

  /**
   * Whether the log can be reached now and is being read.
   *
   * @return true if this node takes part in the cluster at this moment
   */
  boolean isReady();

  /**
   * Whether there may be other nodes.
   *
   * @return false if this node is alone for ever, so that what is delivered here is delivered
   *     everywhere; true unless an adapter says otherwise
   */
  default boolean isCluster() {
    return true;
  }

  /**
   * Has the messages of a namespace delivered from now on.
   *
   * @param nsp the namespace
   * @param listener applies them
   * @throws IllegalStateException if the namespace is registered already
   */
  void register(String nsp, Listener listener);

  /**
   * Ends what {@link #register} began; harmless if there was nothing.
   *
   * @param nsp the namespace
   */
  void unregister(String nsp);

  /**
   * Appends a message to the log. Messages published by one thread keep their order.
   *
   * @param message the message; the {@code local} flag is the caller's affair and must not be set
   * @return completes when this node has delivered the message, with its offset if it has one;
   *     completes exceptionally with a {@link PublishException} when it was given up
   * @throws PublishException if so many messages wait for the log already that this one is not
   *     taken
   */
  CompletionStage<Optional<Offset>> publish(ClusterMessage message);

  /**
   * Asks all other nodes that have registered the request's namespace.
   *
   * @param request what is asked
   * @param responses takes what they say, one response at a time, in the order of arrival, before
   *     the call is done; must not block
   * @return the call
   * @throws PublishException if so many requests wait already that this one is not taken
   */
  ClusterCall ask(ClusterRequest request, Consumer<ClusterResponse> responses);

  /**
   * How many nodes have registered a namespace.
   *
   * @param nsp the namespace
   * @return completes with the number, this node included; exceptionally with a {@link
   *     PublishException} when the cluster is out of reach
   */
  CompletionStage<Integer> serverCount(String nsp);

  /**
   * Keeps a session so that its client may return to any node; takes the place of what was kept
   * under the same private id. An adapter that keeps no sessions need not implement this and what
   * follows: then no client returns.
   *
   * @param session the session
   * @param maxDisconnection for how long, at least 1 ms
   * @return completes when it is kept; exceptionally with a {@link SocketIoException} when that
   *     cannot be said
   * @throws SocketIoException if the session holds what is no plain value, saying where, or is too
   *     large
   */
  default CompletionStage<Void> saveSession(Session session, Duration maxDisconnection) {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Looks for a session, which stays where it is.
   *
   * @param pid the private id that a client gave, and that may be anything
   * @return completes with the session; with nothing if there is none, its time is over, or what is
   *     kept cannot be understood; exceptionally with a {@link SocketIoException} when that cannot
   *     be said
   */
  default CompletionStage<Optional<SavedSession>> findSession(String pid) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Takes a session away, unless it is gone or has been replaced since it was found. Of all who
   * found it, on whatever nodes, one is told true.
   *
   * @param found what {@link #findSession} found
   * @return completes with whether it is the caller's now; exceptionally with a {@link
   *     SocketIoException} when that cannot be said
   */
  default CompletionStage<Boolean> claimSession(SavedSession found) {
    return CompletableFuture.completedFuture(false);
  }

  /**
   * Has somebody told what goes wrong, and when it is well again. Several may ask; each is told one
   * event at a time, in order, by a thread that serves nothing else meanwhile. An event that finds
   * more than a thousand of them waiting is dropped.
   *
   * @param listener takes the events from now on; what it throws is logged
   */
  default void onEvent(Consumer<AdapterEvent> listener) {}

  /**
   * What the adapter has done so far.
   *
   * @return a snapshot; zeros from an adapter to which nothing can happen
   */
  default AdapterStats stats() {
    return AdapterStats.none(isReady());
  }

  /**
   * Stops reading, after what was published has been written as far as that is possible in short
   * time; frees everything.
   */
  @Override
  void close();
}
