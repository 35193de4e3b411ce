package io.github.socketiojakarta.redis.net;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.InternalThreadLocalMap;

/**
 * Keeps Netty's thread-locals off threads that outlive the application: on a pooled thread of the
 * container they would hold the class loader after undeployment.
 */
public final class ThreadLocals {

  private ThreadLocals() {}

  /** Runs something that calls Netty, then removes what Netty left on this thread. */
  public static void guard(Runnable task) {
    boolean foreign = InternalThreadLocalMap.getIfSet() == null;
    try {
      task.run();
    } finally {
      if (foreign) {
        FastThreadLocal.removeAll();
      }
    }
  }
}
