/**
 * Where Redis is and how to get there; the ground that the rest of {@code redis} stands on.
 *
 * <p>{@link io.github.socketiojakarta.redis.net.RedisAccess} and {@link
 * io.github.socketiojakarta.redis.net.RedisTls} are for applications, {@link
 * io.github.socketiojakarta.redis.net.ApplicationClient} takes what one of theirs has; all else is
 * for {@code redis} only. {@code Redis} finds servers and opens plain connections that nobody
 * mends: {@code SingleRedis}, {@code SentinelRedis} or {@code ClusterRedis} over {@code
 * Connections}. {@code Commands} sends single commands, over one {@code CommandLane} per server. A
 * server of a cluster that is the wrong one answers with a {@code Redirection} to a {@code Target}.
 *
 * <p>Threads: everything here may be called by many. Lettuce is called within {@code
 * ThreadLocals.guard} unless the thread is its own: Netty would leave thread-locals on it.
 */
package io.github.socketiojakarta.redis.net;
