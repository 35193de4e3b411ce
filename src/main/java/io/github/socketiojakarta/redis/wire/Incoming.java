package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import java.util.Optional;

/**
 * What a peer sent, by the stream or by a channel: receivers do not care which. Each says who sent
 * it; null if the sender gave no name.
 */
public sealed interface Incoming {

  String uid();

  String nsp();

  /** Something to apply. */
  record Message(String uid, ClusterMessage message) implements Incoming {
    @Override
    public String nsp() {
      return message.nsp();
    }
  }

  /**
   * Something to do and, if there is a request id, to answer.
   *
   * @param requestId what an answer repeats; empty if none is wanted
   */
  record Request(String uid, Optional<String> requestId, ClusterRequest request)
      implements Incoming {
    @Override
    public String nsp() {
      return request.nsp();
    }
  }

  /**
   * An answer.
   *
   * @param requestId what the request said
   */
  record Response(String uid, String nsp, String requestId, ClusterResponse response)
      implements Incoming {}
}
