/**
 * The adapter over Redis Streams: what nodes share, as {@code @socket.io/redis-streams-adapter}
 * 0.3.1 of Node has it on the wire, so that Node and Java nodes mix.
 *
 * <p>Its neighbours: it implements {@link io.github.socketiojakarta.adapter.Adapter} for the {@code
 * server} package and is made by the {@code cdi} package, which neither need know more than {@link
 * io.github.socketiojakarta.redis.RedisStreamsAdapter} and its {@link
 * io.github.socketiojakarta.redis.RedisOptions}. For the {@code emitter} package it has {@link
 * io.github.socketiojakarta.redis.RedisStreamsWriter}. Lettuce occurs nowhere else.
 *
 * <p>Here are the streams; what they stand on and what goes on beside them have packages of their
 * own: {@code net} reaches Redis, {@code wire} is what a message looks like, {@code pubsub} is what
 * nodes ask each other, {@code report} counts and tells what goes wrong.
 *
 * <p>{@code StreamLog} is one stream as this node writes and reads it, {@code WriteLog} one as an
 * emitter writes it; {@code StreamLife} is what is common to them, the life of the stream's thread
 * from link to link; {@code PublishQueue} is where other threads leave their {@code Publication}s
 * for it; {@code Link} is a pair of connections that lasts until one of them is lost, and {@code
 * SteadyTurn} is what happens meanwhile; {@code InFlight} is what was sent and not yet met, and
 * {@code Housekeeping} lets none wait for ever; {@code EntryReader} applies what is read, {@code
 * Delivery} hands it to the listeners, {@code StreamPosition} knows up to where, and {@code
 * StreamAuditor} whether anything went missing on the way; {@code StreamThread} is how the thread
 * waits and is woken. {@code Fence} keeps what a lost connection has sent from being executed late.
 * {@code SessionStore} saves sessions.
 *
 * <p>Threads: a {@code StreamLog} or {@code WriteLog} occupies one thread of the executor, and all
 * of its state belongs to that thread, which calls the listeners and never waits for anything but
 * to be woken. Publishing threads encode, and add to a queue under a lock held for memory work
 * only. All of the state of {@code Channels} belongs to the thread of the main namespace's stream,
 * which runs its tasks between its own. Lettuce's threads complete futures, wake, and hand payloads
 * over. Other threads call Lettuce only within {@code ThreadLocals.guard}: Netty would leave
 * thread-locals on them.
 *
 * <pre>{@code
 * try (var adapter =
 *     new RedisStreamsAdapter(
 *         RedisOptions.of("redis://localhost"), json, executor, executor, timer)) {
 *   adapter.register("/", (message, offset) -> apply(message));
 *   adapter.start();
 *   adapter.publish(new ClusterMessage.SocketsJoin("/", BroadcastOptions.ALL, Set.of("lobby")));
 * }
 * }</pre>
 */
package io.github.socketiojakarta.redis;
