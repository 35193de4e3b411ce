package io.github.socketiojakarta.cdi;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be closed in the end, the last first. For one thread at a time. */
final class Opened implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Opened.class.getName());

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    resources.addLast(resource);
    return resource;
  }

  /** Closes all of them, whatever some of them throw; harmless if repeated. */
  @Override
  public void close() {
    for (AutoCloseable next = resources.pollLast(); next != null; next = resources.pollLast()) {
      try {
        next.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "could not close " + next, e);
      }
    }
  }
}
