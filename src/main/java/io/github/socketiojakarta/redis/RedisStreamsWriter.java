package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterWriter;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.ThreadLocals;
import io.github.socketiojakarta.redis.pubsub.Ids;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.wire.EmitterPayload;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.github.socketiojakarta.redis.wire.Payload;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Writes to the streams of a cluster, wire-compatible with Node's
 * {@code @socket.io/redis-streams-emitter}, whose messages are those of the {@code uid} {@code
 * emitter}. Node's knows one stream only; this one spreads the namespaces over {@link
 * RedisOptions#streamCount} streams, as the nodes of the cluster do, which must all be given the
 * same number.
 *
 * <p>What holds beyond Node's emitter is what holds for {@link RedisStreamsAdapter}: while Redis is
 * away messages wait, bounded in number, bytes and time, and are then written once, in order. A
 * connection that is lost with messages under way costs a look into the stream, to find out which
 * of them were written. Volatile messages do not wait: while Redis is away they are dropped.
 *
 * <p>Safe for use by many threads. The stages of {@link #publish(ClusterMessage)} are completed on
 * the one thread that the executor gives to a stream; what hangs on them must not block.
 */
public final class RedisStreamsWriter implements ClusterWriter {

  private static final String MAIN_NAMESPACE = "/";

  private final RedisOptions options;
  private final Redis redis;
  private final Counters counters = new Counters();
  private final String name = new Ids().next();
  private final StreamLogs<WriteLog> logs;

  private RedisStreamsWriter(RedisOptions options, Redis redis, Executor longTasks) {
    this.options = options;
    this.redis = redis;
    this.logs =
        new StreamLogs<>(stream -> new WriteLog(stream, options, redis, name, counters), longTasks);
  }

  /**
   * Makes a writer, which begins to connect at once and goes on trying until {@link #close}.
   *
   * @param options where Redis is and how the streams are called; what concerns reading and PUB/SUB
   *     has no meaning here
   * @param longTasks gives one long-running thread to each stream: one at once, for that of the
   *     main namespace, others when something is first published to them
   * @return the writer
   * @throws java.util.concurrent.RejectedExecutionException if the executor gives no thread
   */
  public static RedisStreamsWriter connect(RedisOptions options, Executor longTasks) {
    return connect(options, Optional.empty(), longTasks);
  }

  /**
   * Makes a writer on a client of the application's own; otherwise as {@link #connect(RedisOptions,
   * Executor)}.
   *
   * @param options where Redis is, for a client does not tell, and how the streams are called
   * @param client whose threads and options are shared; see {@link ApplicationClient}
   * @param longTasks gives one long-running thread to each stream
   * @return the writer
   * @throws java.util.concurrent.RejectedExecutionException if the executor gives no thread
   */
  public static RedisStreamsWriter connect(
      RedisOptions options, Optional<ApplicationClient> client, Executor longTasks) {
    Redis[] redis = new Redis[1];
    ThreadLocals.guard(() -> redis[0] = Redis.of(options.access(), client));
    RedisStreamsWriter writer = new RedisStreamsWriter(options, redis[0], longTasks);
    try {
      writer.log(MAIN_NAMESPACE);
    } catch (RuntimeException refused) {
      writer.close();
      throw refused;
    }
    return writer;
  }

  @Override
  public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
    return publish(message.nsp(), Optional.of(message), EmitterPayload.of(message));
  }

  /**
   * {@inheritDoc}
   *
   * @throws SocketIoException also if answers are wanted
   */
  @Override
  public CompletionStage<Optional<Offset>> publish(ClusterRequest.ServerSideEmit event) {
    if (event.ack()) {
      throw new SocketIoException("Acknowledgements are not supported");
    }
    return publish(event.nsp(), Optional.empty(), Payload.of(Optional.empty(), event));
  }

  private CompletionStage<Optional<Offset>> publish(
      String nsp, Optional<ClusterMessage> message, Payload payload) {
    return log(nsp)
        .publish(
            message,
            MessageCodec.encode(EmitterPayload.UID, nsp, payload, options.onlyPlaintext()));
  }

  private WriteLog log(String nsp) {
    return logs.of(StreamNames.stream(options, nsp));
  }

  @Override
  public boolean isReady() {
    return logs.areReady();
  }

  /**
   * Takes no more messages, gives those under way up to 2 s to be written, and frees threads and
   * connections. Messages that do not make it fail. Returns within 10 s; harmless if repeated.
   */
  @Override
  public void close() {
    if (logs.close()) {
      ThreadLocals.guard(redis::close);
    }
  }
}
