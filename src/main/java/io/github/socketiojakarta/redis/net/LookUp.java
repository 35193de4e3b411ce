package io.github.socketiojakarta.redis.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Something that is looked up over the network when first asked for, and again after it was
 * forgotten or could not be had. Who asks meanwhile waits for the same answer.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> what is looked up
 */
final class LookUp<T> {

  /** More often than this nothing new is to be learned. */
  private static final long LEAST_NANOS = 100_000_000L;

  private final Supplier<CompletableFuture<T>> question;
  private final AtomicReference<Answer<T>> known = new AtomicReference<>();

  private static final class Answer<T> {
    private final long begun = System.nanoTime();
    private final CompletableFuture<T> future = new CompletableFuture<>();
  }

  /**
   * Makes one that knows nothing yet.
   *
   * @param question asks; called by the thread that needs the answer
   */
  LookUp(Supplier<CompletableFuture<T>> question) {
    this.question = question;
  }

  /** The answer, as far as is known. */
  CompletableFuture<T> get() {
    Answer<T> present = known.get();
    while (present == null) {
      Answer<T> next = new Answer<>();
      if (known.compareAndSet(null, next)) {
        ask(next);
        return next.future;
      }
      present = known.get();
    }
    return present.future;
  }

  private void ask(Answer<T> answer) {
    CompletableFuture<T> asked;
    try {
      asked = question.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    asked.whenComplete(
        (value, error) -> {
          if (error != null) {
            known.compareAndSet(answer, null);
            answer.future.completeExceptionally(error);
          } else {
            answer.future.complete(value);
          }
        });
  }

  /** Has the next call ask again, unless somebody did just now. */
  void forget() {
    Answer<T> present = known.get();
    if (present != null
        && present.future.isDone()
        && System.nanoTime() - present.begun >= LEAST_NANOS) {
      known.compareAndSet(present, null);
    }
  }
}
