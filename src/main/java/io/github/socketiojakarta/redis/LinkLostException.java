package io.github.socketiojakarta.redis;

/** The link is of no more use; what was under way is unknown. */
final class LinkLostException extends Exception {

  private static final long serialVersionUID = 1L;

  LinkLostException(String reason) {
    super(reason);
  }

  LinkLostException(Throwable reason) {
    super(reason);
  }
}
