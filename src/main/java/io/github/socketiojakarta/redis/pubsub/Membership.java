package io.github.socketiojakarta.redis.pubsub;

import java.util.Set;

/**
 * Who hears a namespace at some moment.
 *
 * @param uids the nodes that have a private channel
 * @param subscribers how many hear the public channel
 * @param isComplete whether all servers have told what they know, so that who is not named is not
 *     there
 */
public record Membership(Set<String> uids, long subscribers, boolean isComplete) {

  /** Copies the ids. */
  public Membership {
    uids = Set.copyOf(uids);
  }

  /** How many hear the public channel besides these nodes: who they are is not known. */
  int anonymousBeside(Set<String> known) {
    long named = uids.stream().filter(known::contains).count();
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, subscribers - named));
  }
}
