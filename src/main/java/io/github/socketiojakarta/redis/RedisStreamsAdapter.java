package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.concurrent.Timer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The adapter over Redis Streams, wire-compatible with Node's
 * {@code @socket.io/redis-streams-adapter} 0.3.1.
 */
public final class RedisStreamsAdapter implements Adapter {

  /**
   * Makes an adapter; it connects when started.
   *
   * @param options its options
   * @param json writes what is not binary
   * @param timer for time-outs
   * @param executor gives one long-running thread to the reader of each stream
   */
  public RedisStreamsAdapter(
      RedisOptions options,
      io.github.socketiojakarta.protocol.JsonCodec json,
      Timer timer,
      Executor executor) {
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
