package io.github.socketiojakarta.redis;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads of this process, to see which ones somebody leaves behind. */
final class LiveThreads {

  private LiveThreads() {}

  static Set<Thread> now() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }

  /** Waits until there is none but these. */
  static void awaitNoMoreThan(Set<Thread> before) {
    TestNode.await("the end of all threads", () -> before.containsAll(now()));
  }
}
