package io.github.socketiojakarta.adapter;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The adapter of a server that is alone: what is published is delivered at once, on the publishing
 * thread.
 */
public final class InMemoryAdapter implements Adapter {

  /** Makes an adapter. */
  public InMemoryAdapter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isReady() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void register(String nsp, Listener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unregister(String nsp) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
