package io.github.socketiojakarta.adapter;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an adapter noticed that an operator should know; {@link Adapter#onEvent} takes them. How
 * often each has happened is counted in {@link AdapterStats}, also where events are kept back.
 */
public sealed interface AdapterEvent {

  /**
   * The log is read and written, for the first time or again.
   *
   * @param stream the stream
   * @param outage how long it was out of reach; zero at the first time
   */
  record Connected(String stream, Duration outage) implements AdapterEvent {}

  /**
   * The log is out of reach; what is published waits. Said once per outage.
   *
   * @param stream the stream
   * @param reason what happened, for people
   */
  record Disconnected(String stream, String reason) implements AdapterEvent {}

  /**
   * Entries were removed before this node had read them, so clients of this node may have missed
   * messages. What this node itself has published was delivered here all the same.
   *
   * @param stream the stream
   * @param after the last place up to which nothing is known to be missing
   * @param before the first place from which on all is there again
   * @param missed how many entries were removed unread; empty if Redis does not tell (before 7.0)
   */
  record Hole(String stream, Offset after, Offset before, OptionalLong missed)
      implements AdapterEvent {}

  /**
   * The log is another one than before, or an older copy: flushed, restored, or failed over to a
   * server that was behind. What was added to it is read; what was lost cannot be known.
   *
   * @param stream the stream
   * @param from up to where the old one was read
   * @param to behind which the new one is read; {@link Offset#ZERO} is its beginning
   */
  record StreamRestarted(String stream, Offset from, Offset to) implements AdapterEvent {}

  /**
   * Something that arrived was passed by: it could not be understood, was too large, or its
   * listener failed. At most one a second per source; the others are added up.
   *
   * @param source the stream or channel
   * @param offset its place, if it has one
   * @param reason why, for people
   * @param keptBack how many more there were since the last such event
   */
  record EntrySkipped(String source, Optional<Offset> offset, String reason, long keptBack)
      implements AdapterEvent {}

  /**
   * A message of this node was given up: its time was over, or it was refused for good. At most one
   * a second per stream; the others are added up.
   *
   * @param stream the stream
   * @param reason why, for people
   * @param keptBack how many more there were since the last such event
   */
  record PublishFailed(String stream, String reason, long keptBack) implements AdapterEvent {}

  /**
   * A request to the other nodes was given up by its caller before all had answered. At most one a
   * second per namespace; the others are added up.
   *
   * @param nsp the namespace
   * @param expected how many nodes had to answer
   * @param answered how many did
   * @param keptBack how many more there were since the last such event
   */
  record RequestTimedOut(String nsp, int expected, int answered, long keptBack)
      implements AdapterEvent {}
}
