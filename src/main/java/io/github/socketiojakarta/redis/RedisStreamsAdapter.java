package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.AdapterStats;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import io.github.socketiojakarta.adapter.SavedSession;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.redis.net.ApplicationClient;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.ThreadLocals;
import io.github.socketiojakarta.redis.pubsub.ChannelOptions;
import io.github.socketiojakarta.redis.pubsub.Channels;
import io.github.socketiojakarta.redis.pubsub.Ids;
import io.github.socketiojakarta.redis.pubsub.Registration;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The adapter over Redis Streams, wire-compatible with Node's
 * {@code @socket.io/redis-streams-adapter} 0.3.1: broadcasts, joins, leaves and disconnections are
 * entries of a stream that every node reads.
 *
 * <p>What holds beyond Node's adapter: every node, the publishing one included, delivers in the
 * order of the stream; reading begins where the stream ended when the adapter first reached it;
 * while Redis is away messages wait, bounded in number, bytes and time, and are then written once;
 * an entry that cannot be read is passed by. Volatile broadcasts do not wait: while Redis is away
 * they are delivered on this node only.
 *
 * <p>A message that was given up after {@link RedisOptions#publishTimeout} is not sent any more.
 * Only if it had been sent when the connection hung, and Redis turns out to have executed it, it is
 * delivered after all, on all nodes, from the stream.
 *
 * <p>Requests go by PUB/SUB to all nodes and responses to the one that has asked. Who has to answer
 * is known by the private channels that Redis lists; a node whose channel is missing for a moment
 * is gone. Each open request costs two commands every two seconds at most, shared by all those of
 * its namespace.
 *
 * <p>Safe for use by many threads. Listeners are called with messages, and the stages of {@link
 * #publish} completed, on the one thread that the executor gives to a stream; with requests, and
 * with what peers sent past the stream, on that of the main namespace's stream. What hangs on them
 * must not block.
 */
public final class RedisStreamsAdapter implements Adapter {

  private static final String MAIN_NAMESPACE = "/";

  private final RedisOptions options;
  private final Optional<ApplicationClient> client;
  private final Timer timer;
  private final MessageCodec codec;
  private final Ids ids = new Ids();
  private final String ownUid = ids.next();
  private final Map<String, Registration> registrations = new ConcurrentHashMap<>();
  private final Counters counters = new Counters();
  private final Events events;
  private final StreamLogs<StreamLog> logs;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile Redis redis; // written under lock; null before start and after close
  private volatile Commands commands; // written under lock; null before start
  private volatile Channels channels; // written under lock; null before start
  private volatile SessionStore sessions; // written under lock; null before start
  private volatile boolean closed; // written under lock, before redis

  /**
   * Makes an adapter; it connects when started.
   *
   * @param options its options
   * @param json reads and writes what is not binary
   * @param executor runs those who are told events
   * @param longTasks gives one long-running thread to each stream: as many as there are streams
   *     among the names of the registered namespaces
   * @param timer for what is due later
   */
  public RedisStreamsAdapter(
      RedisOptions options, JsonCodec json, Executor executor, Executor longTasks, Timer timer) {
    this(options, Optional.empty(), json, executor, longTasks, timer);
  }

  /**
   * Makes an adapter on a client of the application's own; it connects when started.
   *
   * @param options its options; they say where Redis is, for a client does not tell
   * @param client whose threads and options are shared; see {@link ApplicationClient}
   * @param json reads and writes what is not binary
   * @param executor runs those who are told events
   * @param longTasks gives one long-running thread to each stream
   * @param timer for what is due later
   */
  public RedisStreamsAdapter(
      RedisOptions options,
      Optional<ApplicationClient> client,
      JsonCodec json,
      Executor executor,
      Executor longTasks,
      Timer timer) {
    this.client = Objects.requireNonNull(client, "client");
    this.options = Objects.requireNonNull(options, "options");
    this.timer = Objects.requireNonNull(timer, "timer");
    this.logs = new StreamLogs<>(this::open, longTasks);
    this.events = new Events(Objects.requireNonNull(executor, "executor"));
    this.codec = new MessageCodec(json, options.onlyPlaintext());
  }

  /**
   * Begins to connect and returns; goes on trying until {@link #close}.
   *
   * @throws IllegalStateException if it was started before
   * @throws java.util.concurrent.RejectedExecutionException if the executor gives no thread
   */
  @Override
  public void start() {
    lock.lock();
    try {
      if (closed || redis != null) {
        throw new IllegalStateException("the adapter was started before");
      }
      ThreadLocals.guard(() -> begin(Redis.of(options.access(), client)));
      log(MAIN_NAMESPACE);
      channels.start();
      registrations.forEach((nsp, registration) -> channels.register(nsp, registration.uid()));
      registrations.keySet().forEach(this::log);
    } finally {
      lock.unlock();
    }
  }

  /** Who sees {@link #redis} sees the rest, too. */
  private void begin(Redis made) {
    commands = new Commands(made, timer, options.answerTimeout());
    channels =
        new Channels(
            made,
            commands,
            new ChannelOptions(
                options.channelPrefix(),
                options.useShardedPubSub(),
                options.address(),
                options.answerTimeout()),
            codec,
            registrations::get,
            this::besideTheMainStream,
            timer,
            ids,
            counters,
            events);
    sessions = new SessionStore(commands, options.sessionKeyPrefix());
    redis = made;
  }

  /**
   * On the thread of the one stream that is always there, which never waits for handlers; dropped
   * if there was no thread to be had.
   */
  private void besideTheMainStream(Runnable task) {
    logs.find(StreamNames.stream(options, MAIN_NAMESPACE)).ifPresent(log -> log.execute(task));
  }

  /** The log that a namespace lives on; made and given a thread when first needed. */
  private StreamLog log(String nsp) {
    return logs.of(StreamNames.stream(options, nsp));
  }

  private StreamLog open(String stream) {
    return new StreamLog(
        stream, options, redis(), codec, this::listener, channels::onIncoming, counters, events);
  }

  private Listener listener(String nsp) {
    Registration registration = registrations.get(nsp);
    return registration == null ? null : registration.listener();
  }

  @Override
  public boolean isReady() {
    return logs.areReady() && channels.isReady();
  }

  @Override
  public void register(String nsp, Listener listener) {
    Objects.requireNonNull(nsp, "nsp");
    Objects.requireNonNull(listener, "listener");
    Registration registration = new Registration(ids.next(), listener);
    if (registrations.putIfAbsent(nsp, registration) != null) {
      throw new IllegalStateException("namespace " + nsp + " is registered already");
    }
    boolean started;
    lock.lock();
    try {
      started = redis != null;
    } finally {
      lock.unlock();
    }
    if (started) {
      log(nsp);
      channels.register(nsp, registration.uid());
    }
  }

  @Override
  public void unregister(String nsp) {
    Registration registration = registrations.remove(nsp);
    Channels open = channels;
    if (registration != null && open != null) {
      open.unregister(nsp, registration.uid());
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The message is encoded by the caller's thread and sent by the stream's.
   *
   * @throws io.github.socketiojakarta.adapter.PublishException also when the adapter is closed
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the message cannot be encoded
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
    return log(message.nsp()).publish(uid(message.nsp()), message);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The request is encoded by the caller's thread. Responses are handed over, and what depends
   * on the call's end is run, on the thread of the main namespace's stream.
   *
   * @throws io.github.socketiojakarta.adapter.PublishException also when the adapter is closed
   * @throws io.github.socketiojakarta.protocol.SocketIoException if the request cannot be encoded
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public ClusterCall ask(ClusterRequest request, Consumer<ClusterResponse> responses) {
    return channels().ask(uid(request.nsp()), request, responses);
  }

  /** What this node is called in a namespace. */
  private String uid(String nsp) {
    Registration registration = registrations.get(nsp);
    return registration == null ? ownUid : registration.uid();
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.github.socketiojakarta.adapter.PublishException when the adapter is closed
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public CompletionStage<Integer> serverCount(String nsp) {
    return channels().serverCount(nsp);
  }

  private Channels channels() {
    redis();
    return channels;
  }

  private Redis redis() {
    Redis open = redis;
    if (open == null) {
      throw closed
          ? new PublishException("the adapter is closed")
          : new IllegalStateException("the adapter was not started");
    }
    return open;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public CompletionStage<Void> saveSession(Session session, Duration maxDisconnection) {
    return sessions().save(session, maxDisconnection);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public CompletionStage<Optional<SavedSession>> findSession(String pid) {
    return sessions().find(pid);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the adapter was not started
   */
  @Override
  public CompletionStage<Boolean> claimSession(SavedSession found) {
    return sessions().claim(found);
  }

  private SessionStore sessions() {
    SessionStore store = sessions;
    if (store == null) {
      throw new IllegalStateException("the adapter was not started");
    }
    return store;
  }

  @Override
  public void onEvent(Consumer<AdapterEvent> listener) {
    events.add(listener);
  }

  @Override
  public AdapterStats stats() {
    Offset last = Offset.ZERO;
    Offset epoch = Offset.ZERO;
    long pending = 0;
    long lag = 0;
    for (StreamLog log : logs.all()) {
      last = last.compareTo(log.position()) < 0 ? log.position() : last;
      epoch = epoch.compareTo(log.epochStart()) < 0 ? log.epochStart() : epoch;
      pending += log.pending();
      lag += log.lag();
    }
    return new AdapterStats(
        isReady(),
        counters.reconnects.sum(),
        counters.published.sum(),
        counters.failed.sum(),
        pending,
        counters.delivered.sum(),
        counters.skipped.sum(),
        counters.duplicates.sum(),
        counters.holes.sum(),
        counters.missed.sum(),
        counters.restarts.sum(),
        lag,
        counters.requests.sum(),
        counters.requestTimeouts.sum(),
        counters.requestsFailed.sum(),
        counters.lateResponses.sum(),
        counters.responsesFailed.sum(),
        counters.payloadsSkipped.sum(),
        counters.payloadsDropped.sum(),
        counters.resubscriptions.sum(),
        last,
        epoch);
  }

  /**
   * Takes no more messages, gives those under way up to 2 s to come back, and frees threads and
   * connections. Messages that do not make it fail. Returns within 10 s; harmless if repeated.
   */
  @Override
  public void close() {
    Redis last;
    lock.lock();
    try {
      closed = true;
      last = redis;
      redis = null;
    } finally {
      lock.unlock();
    }
    if (last == null) {
      return;
    }
    channels.close(); // needs a stream's thread
    logs.close();
    commands.close();
    ThreadLocals.guard(last::close);
  }
}
