package io.github.socketiojakarta.adapter;

import java.util.concurrent.CompletionStage;

/** A call that asks nobody: it was over before it began. */
record EndedCall(CompletionStage<Void> done) implements ClusterCall {

  @Override
  public int expected() {
    return 0;
  }

  @Override
  public int answered() {
    return 0;
  }

  @Override
  public void giveUp() {}
}
