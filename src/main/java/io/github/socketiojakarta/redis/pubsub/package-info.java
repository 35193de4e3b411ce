/**
 * What nodes ask each other, past the streams, by PUB/SUB; for {@code redis} only.
 *
 * <p>{@code Channels} puts the parts together. {@code Subscriptions} keeps channels subscribed,
 * over one {@code Subscriber} per server; {@code Mailbox} bounds what comes; {@code Publisher}
 * sends, in order; {@code Members} finds out who is there, a {@code Membership}; {@code Calls}
 * holds the requests that are open, each a {@code PendingCall}, and {@code Absences} tells the
 * nodes that are gone from those that were missed once.
 *
 * <p>Threads: all of the state belongs to one thread, that of the main namespace's stream. Callers
 * and Lettuce's threads only hand over.
 */
package io.github.socketiojakarta.redis.pubsub;
