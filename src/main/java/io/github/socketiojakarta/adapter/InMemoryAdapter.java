package io.github.socketiojakarta.adapter;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The adapter of a server that is alone: what is published is delivered at once, on the publishing
 * thread. Of several threads that publish to one namespace the later ones wait for the earlier
 * ones, so that there is one order; what a listener publishes itself is delivered behind the
 * message it is busy with. Saved sessions live as long as the adapter.
 */
public final class InMemoryAdapter implements Adapter {

  private static final System.Logger LOG = System.getLogger(InMemoryAdapter.class.getName());

  private final Clock clock;
  private final InMemorySessions sessions;
  private final Map<String, Log> logs = new ConcurrentHashMap<>();
  private final Object offsetLock = new Object();
  private Offset last = Offset.ZERO; // guarded by offsetLock
  private volatile boolean started;
  private volatile boolean closed;

  /** Makes an adapter. */
  public InMemoryAdapter() {
    this(Clock.systemUTC());
  }

  InMemoryAdapter(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.sessions = new InMemorySessions(clock);
  }

  @Override
  public void start() {
    started = true;
  }

  @Override
  public boolean isReady() {
    return started && !closed;
  }

  @Override
  public boolean isCluster() {
    return false;
  }

  @Override
  public void register(String nsp, Listener listener) {
    Objects.requireNonNull(nsp, "nsp");
    if (logs.putIfAbsent(nsp, new Log(Objects.requireNonNull(listener, "listener"))) != null) {
      throw new IllegalStateException("namespace " + nsp + " is registered already");
    }
  }

  @Override
  public void unregister(String nsp) {
    logs.remove(nsp);
  }

  @Override
  public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
    if (closed) {
      throw new PublishException("the adapter is closed");
    }
    Log log = logs.get(message.nsp());
    return log == null
        ? CompletableFuture.completedFuture(Optional.of(nextOffset()))
        : log.publish(message);
  }

  @Override
  public ClusterCall ask(ClusterRequest request, Consumer<ClusterResponse> responses) {
    return ClusterCall.NONE;
  }

  @Override
  public CompletionStage<Integer> serverCount(String nsp) {
    return CompletableFuture.completedFuture(1);
  }

  @Override
  public CompletionStage<Void> saveSession(Session session, Duration maxDisconnection) {
    if (maxDisconnection.toMillis() < 1) {
      throw new IllegalArgumentException("must be at least 1 ms: " + maxDisconnection);
    }
    sessions.save(session, maxDisconnection);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Optional<SavedSession>> findSession(String pid) {
    return CompletableFuture.completedFuture(sessions.find(pid));
  }

  @Override
  public CompletionStage<Boolean> claimSession(SavedSession found) {
    return CompletableFuture.completedFuture(sessions.claim(found));
  }

  @Override
  public void close() {
    closed = true;
    logs.clear();
    sessions.clear();
  }

  /**
   * Writes to this adapter as one who is no node of it: events for the code of the nodes reach the
   * listener of the one node there is. What is chained to the stages runs on the publishing thread.
   *
   * @return a writer, to which closing means nothing
   */
  public ClusterWriter writer() {
    return new Writer();
  }

  private final class Writer implements ClusterWriter {

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      return InMemoryAdapter.this.publish(message);
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterRequest.ServerSideEmit event) {
      if (closed) {
        throw new PublishException("the adapter is closed");
      }
      Log log = logs.get(event.nsp());
      if (log != null) {
        log.ask(event);
      }
      return CompletableFuture.completedFuture(Optional.of(nextOffset()));
    }

    @Override
    public boolean isReady() {
      return InMemoryAdapter.this.isReady();
    }

    @Override
    public void close() {} // the adapter goes on
  }

  /** As Redis makes the ids of a stream: the clock may stand still or go back, offsets may not. */
  private Offset nextOffset() {
    synchronized (offsetLock) {
      long now = clock.millis();
      last =
          now > last.millis() ? new Offset(now, 0) : new Offset(last.millis(), last.sequence() + 1);
      return last;
    }
  }

  /** The order of one namespace. */
  private final class Log {

    private final Listener listener;
    private final ReentrantLock delivering = new ReentrantLock();
    private final Queue<Entry> entries = new ArrayDeque<>(); // guarded by delivering

    Log(Listener listener) {
      this.listener = listener;
    }

    CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      Entry entry;
      List<Entry> delivered = new ArrayList<>(1);
      delivering.lock();
      try {
        entry = new Entry(message, Optional.of(nextOffset()), new CompletableFuture<>());
        entries.add(entry);
        if (delivering.getHoldCount() == 1) { // else the loop below, further up the stack, takes it
          for (Entry next = entries.poll(); next != null; next = entries.poll()) {
            deliver(next);
            delivered.add(next);
          }
        }
      } finally {
        delivering.unlock();
      }
      // Without the lock, since the callers' stages may run here.
      delivered.forEach(done -> done.future().complete(done.offset()));
      return entry.future();
    }

    /** A listener answers from threads of its own; here nobody wants to know. */
    void ask(ClusterRequest request) {
      try {
        listener.onRequest(request, response -> {});
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed", e);
      }
    }

    private void deliver(Entry entry) {
      try {
        listener.onMessage(entry.message(), entry.offset());
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed; the next message follows", e);
      }
    }
  }

  private record Entry(
      ClusterMessage message,
      Optional<Offset> offset,
      CompletableFuture<Optional<Offset>> future) {}
}
