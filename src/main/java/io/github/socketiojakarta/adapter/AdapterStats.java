package io.github.socketiojakarta.adapter;

/**
 * What an adapter has done so far, over all its streams; a snapshot whose numbers were not all
 * taken at the same instant.
 *
 * @param connected whether every stream can be reached and is being read now
 * @param reconnects how many times a lost connection was replaced
 * @param published messages of this node that came back from the log
 * @param failed messages of this node that were given up: deadline passed or refused
 * @param pending messages of this node under way now
 * @param delivered messages handed to listeners, this node's own included
 * @param skipped entries passed by: undecodable, oversized, or their listener threw
 * @param duplicates entries that were sent twice and dropped the second time
 * @param holes how many times entries were removed before this node had read them
 * @param missed entries removed unread, as far as their number is known
 * @param restarts how many times a stream turned out to be another one, or an older copy
 * @param lag entries not yet read, as known from the last look at the end of the streams
 * @param requests requests of this node to the others
 * @param requestTimeouts those that the caller gave up before all had answered
 * @param requestsFailed those that failed because Redis was out of reach
 * @param lateResponses responses that nobody waited for any more
 * @param responsesFailed responses of this node that could not be sent
 * @param payloadsSkipped payloads of channels passed by: undecodable, oversized, or their listener
 *     threw
 * @param payloadsDropped payloads of channels that found no room in this node
 * @param resubscriptions how many times lost subscriptions were restored
 * @param lastOffset the last place read; {@link Offset#ZERO} before there was one
 * @param epochStart from here on nothing is missing: behind the last hole and the end of the last
 *     stream that was lost; {@link Offset#ZERO} if there was none
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
    long holes,
    long missed,
    long restarts,
    long lag,
    long requests,
    long requestTimeouts,
    long requestsFailed,
    long lateResponses,
    long responsesFailed,
    long payloadsSkipped,
    long payloadsDropped,
    long resubscriptions,
    Offset lastOffset,
    Offset epochStart) {

  /**
   * What an adapter says that counts nothing.
   *
   * @param connected whether it takes messages
   * @return zeros
   */
  public static AdapterStats none(boolean connected) {
    return new AdapterStats(
        connected,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Offset.ZERO,
        Offset.ZERO);
  }
}
