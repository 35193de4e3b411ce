package io.github.socketiojakarta.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Keeps what lost links have sent from being executed late.
 *
 * <p>Used by the stream's thread only.
 */
final class Fence {

  private final String address;
  private final StreamThread thread;
  private final Complaints complaints;
  private final Deque<Link.Identity> fenced = new ArrayDeque<>();

  Fence(String address, StreamThread thread, Complaints complaints) {
    this.address = address;
    this.thread = thread;
    this.complaints = complaints;
  }

  /**
   * Has the server close the connections of lost links: bytes of ours may still lie there unread,
   * and must not be executed after we looked what had been written.
   */
  void raise(Link link) throws Exception {
    Optional<Link.Identity> own = thread.answer(link.identity(), "CLIENT INFO");
    while (!fenced.isEmpty()) {
      boolean killed = thread.answer(link.kill(fenced.peek()), "CLIENT KILL");
      if (!killed) {
        complaints.warn(
            "fence",
            () ->
                "CLIENT KILL is not allowed at "
                    + address
                    + ": nodes that run Node may see a message twice that was under way when a"
                    + " connection was lost",
            null);
      }
      fenced.remove();
    }
    own.ifPresent(fenced::add);
  }
}
