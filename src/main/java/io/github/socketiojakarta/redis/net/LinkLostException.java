package io.github.socketiojakarta.redis.net;

/** The link is of no more use; what was under way is unknown. */
public final class LinkLostException extends Exception {

  private static final long serialVersionUID = 1L;

  public LinkLostException(String reason) {
    super(reason);
  }

  public LinkLostException(Throwable reason) {
    super(reason);
  }
}
