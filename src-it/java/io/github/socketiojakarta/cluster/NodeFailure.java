package io.github.socketiojakarta.cluster;

import java.util.List;

/** What a server was asked to do has failed. */
public final class NodeFailure extends RuntimeException {

  private final transient List<Object> responses;

  NodeFailure(String message, List<Object> responses, Throwable cause) {
    super(message, cause);
    this.responses = responses;
  }

  /** What was answered nevertheless. */
  public List<Object> responses() {
    return responses;
  }
}
