package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.concurrent.ManagedFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ManagedFutureTest {

  private final ManualExecutor executor = new ManualExecutor();
  private final ManagedFuture<String> future = new ManagedFuture<>(executor);

  @Test
  void everyKindOfStageRunsOnTheExecutor() {
    List<String> ran = new ArrayList<>();
    CompletableFuture<String> ready = CompletableFuture.completedFuture("ready");
    CompletableFuture<String> never = new CompletableFuture<>();
    future.thenApply(value -> ran.add("thenApply"));
    future.thenAccept(value -> ran.add("thenAccept"));
    future.thenRun(() -> ran.add("thenRun"));
    future.thenCombine(ready, (one, two) -> ran.add("thenCombine"));
    future.thenAcceptBoth(ready, (one, two) -> ran.add("thenAcceptBoth"));
    future.runAfterBoth(ready, () -> ran.add("runAfterBoth"));
    future.applyToEither(never, value -> ran.add("applyToEither"));
    future.acceptEither(never, value -> ran.add("acceptEither"));
    future.runAfterEither(never, () -> ran.add("runAfterEither"));
    future.thenCompose(value -> CompletableFuture.completedFuture(ran.add("thenCompose")));
    future.whenComplete((value, failure) -> ran.add("whenComplete"));
    future.handle((value, failure) -> ran.add("handle"));

    future.complete("x");

    assertThat(future.join()).isEqualTo("x");
    assertThat(ran).isEmpty();
    executor.runAll();
    assertThat(ran).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void aFailureIsHandledOnTheExecutorToo() {
    List<String> ran = new ArrayList<>();
    future.exceptionally(failure -> "exceptionally " + ran.add("exceptionally"));
    future.exceptionallyCompose(
        failure -> CompletableFuture.completedFuture("" + ran.add("exceptionallyCompose")));
    future.completeExceptionally(new IllegalStateException("for the test"));
    assertThat(ran).isEmpty();
    executor.runAll();
    assertThat(ran).containsExactlyInAnyOrder("exceptionally", "exceptionallyCompose");
  }

  @Test
  void stagesOfStagesRunThereAsWell() {
    List<String> ran = new ArrayList<>();
    CompletionStage<Void> last =
        future
            .thenApply(Function.identity())
            .thenApply(String::length)
            .thenAccept(length -> ran.add("length " + length));
    future.complete("abc");
    assertThat(ran).isEmpty();
    executor.runAll();
    assertThat(ran).containsExactly("length 3");
    assertThat(last.toCompletableFuture()).isCompleted();
  }

  @Test
  void aStageThatTheExecutorRefusesFails() {
    CompletableFuture<String> stage = future.thenApply(Function.identity());
    executor.refuse();
    future.complete("x");
    assertThatThrownBy(stage::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void takesTheOutcomeOfAnotherStageUnwrapped() {
    CompletableFuture<String> origin = new CompletableFuture<>();
    ManagedFuture<String> copy = ManagedFuture.of(origin.thenApply(value -> value), executor);
    origin.completeExceptionally(new PublishException("given up"));
    assertThatThrownBy(copy::join).cause().isInstanceOf(PublishException.class);
    assertThat(ManagedFuture.of(CompletableFuture.completedFuture("x"), executor).join())
        .isEqualTo("x");
  }
}
