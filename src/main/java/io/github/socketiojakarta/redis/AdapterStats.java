package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;

/**
 * What the adapter has done so far, over all its streams; a snapshot.
 *
 * @param connected whether every stream can be reached and is being read now
 * @param reconnects how many times a lost connection was replaced
 * @param published messages of this node that came back from the stream
 * @param failed messages of this node that were given up: deadline passed or refused
 * @param pending messages of this node under way now
 * @param delivered messages handed to listeners, this node's own included
 * @param skipped entries passed by: undecodable, oversized, or their listener threw
 * @param duplicates entries that were sent twice and dropped the second time
 * @param lastOffset the last place read; {@link Offset#ZERO} before there was one
 */
public record AdapterStats(
    boolean connected,
    long reconnects,
    long published,
    long failed,
    long pending,
    long delivered,
    long skipped,
    long duplicates,
    Offset lastOffset) {}
