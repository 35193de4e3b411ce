package io.github.socketiojakarta.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What applications get for "later". It is completed by threads that must not run their code (a
 * container's, the timer's, the reader's of the log): every stage chained to it therefore runs on
 * the executor, also one chained without {@code Async}. A thread that waits in {@code join} is let
 * go by the completing thread itself, so handlers that wait for answers cannot use up the pool that
 * would bring them.
 *
 * @param <T> the outcome
 */
public final class ManagedFuture<T> extends CompletableFuture<T> {

  private final Executor executor;

  /**
   * Makes one without an outcome.
   *
   * @param executor runs what is chained
   */
  public ManagedFuture(Executor executor) {
    this.executor = executor;
  }

  /**
   * The same outcome as another stage has.
   *
   * @param <T> the outcome
   * @param stage has it
   * @param executor runs what is chained
   * @return a future that fails with what the stage failed with, not wrapped
   */
  public static <T> ManagedFuture<T> of(CompletionStage<T> stage, Executor executor) {
    ManagedFuture<T> future = new ManagedFuture<>(executor);
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            future.complete(value);
          } else {
            future.completeExceptionally(cause(failure));
          }
        });
    return future;
  }

  /**
   * What a stage has failed with.
   *
   * @param failure as a stage chained to it sees it
   * @return the failure without the wrapping that chained stages add
   */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Runs something of ours when the outcome is there, on the completing thread.
   *
   * @param task must not block
   */
  public void onDone(Runnable task) {
    super.whenComplete((value, failure) -> task.run());
  }

  /**
   * Makes the value into another one, by something of ours, on the completing thread.
   *
   * @param <U> the other outcome
   * @param fn must not block; what it throws the result fails with
   * @return completes after this, with the same executor
   */
  public <U> ManagedFuture<U> map(Function<T, U> fn) {
    ManagedFuture<U> mapped = new ManagedFuture<>(executor);
    super.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            mapped.completeExceptionally(failure);
            return;
          }
          try {
            mapped.complete(fn.apply(value));
          } catch (RuntimeException e) {
            mapped.completeExceptionally(e);
          }
        });
    return mapped;
  }

  @Override
  public Executor defaultExecutor() {
    return executor;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new ManagedFuture<>(executor);
  }

  @Override
  public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
    return thenApplyAsync(fn);
  }

  @Override
  public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
    return thenAcceptAsync(action);
  }

  @Override
  public CompletableFuture<Void> thenRun(Runnable action) {
    return thenRunAsync(action);
  }

  @Override
  public <U, V> CompletableFuture<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return thenCombineAsync(other, fn);
  }

  @Override
  public <U> CompletableFuture<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return thenAcceptBothAsync(other, action);
  }

  @Override
  public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
    return runAfterBothAsync(other, action);
  }

  @Override
  public <U> CompletableFuture<U> applyToEither(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return applyToEitherAsync(other, fn);
  }

  @Override
  public CompletableFuture<Void> acceptEither(
      CompletionStage<? extends T> other, Consumer<? super T> action) {
    return acceptEitherAsync(other, action);
  }

  @Override
  public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
    return runAfterEitherAsync(other, action);
  }

  @Override
  public <U> CompletableFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    return thenComposeAsync(fn);
  }

  @Override
  public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
    return whenCompleteAsync(action);
  }

  @Override
  public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
    return handleAsync(fn);
  }

  @Override
  public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
    return exceptionallyAsync(fn);
  }

  @Override
  public CompletableFuture<T> exceptionallyCompose(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    return exceptionallyComposeAsync(fn);
  }
}
