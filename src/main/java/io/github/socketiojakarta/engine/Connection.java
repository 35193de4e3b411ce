package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.EnginePacket.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One Engine.IO session: its state, its heartbeat, its transport and the change to another one.
 *
 * <p>One lock guards all of it, the transports' fields too, and is held for memory work only. What
 * has to be done with the container is put down by {@link #later}, what the listener has to be told
 * by {@link #tell}, and both are done by {@link #settle} once the lock is free: the former by any
 * number of threads, so that closing works while a send is stuck; the latter by one at a time, in
 * order.
 */
final class Connection implements EngineSocket {

  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  /** How long a closing session waits for the client to fetch what is left; Node's constant. */
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** How often a waiting GET is released during an upgrade; Node's constant. */
  static final Duration RELEASE_INTERVAL = Duration.ofMillis(100);

  /** Set while its thread is in a send of any session; see {@link #settleWithoutTelling}. */
  private static final ThreadLocal<Boolean> SENDING = new ThreadLocal<>();

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  final Object lock = new Object();

  private final String id;
  private final EngineRequest request;
  private final EngineOptions options;
  private final Timer timer;
  private final Consumer<Connection> onEnd;
  private final Outbox outbox; // guarded by lock
  private final Heartbeat heartbeat; // guarded by lock

  private State state = State.OPEN; // guarded by lock
  private Transport transport; // the one in use; guarded by lock
  private WebSocketTransport candidate; // of an upgrade in progress, else null; guarded by lock
  private Timer.Timeout upgradeTimeout; // guarded by lock
  private Timer.Timeout release; // guarded by lock
  private Timer.Timeout closeTimeout; // guarded by lock

  private final Queue<Runnable> calls = new ArrayDeque<>(2); // guarded by lock
  private final Queue<Consumer<Listener>> events = new ArrayDeque<>(2); // guarded by lock
  private volatile boolean owesPoll; // written under lock
  private boolean telling; // whether a thread tells the listener; guarded by lock
  private Listener listener; // touched only by the thread that tells; handed on through lock

  /**
   * Makes a session without a transport; {@link #open} follows.
   *
   * @param id its id
   * @param request the handshake
   * @param options the server's options
   * @param timer for heartbeats and time-outs
   * @param onEnd told under the lock that the id is free
   */
  Connection(
      String id,
      EngineRequest request,
      EngineOptions options,
      Timer timer,
      Consumer<Connection> onEnd) {
    this.id = id;
    this.request = request;
    this.options = options;
    this.timer = timer;
    this.onEnd = onEnd;
    outbox = new Outbox(options.outboxMaxBytes());
    heartbeat =
        new Heartbeat(timer, options.pingInterval(), options.pingTimeout(), this::onHeartbeat);
  }

  /**
   * Begins the session; the handshake is the first thing in the outbox.
   *
   * @param first its transport
   * @param application told of the session before anything that happens to it
   */
  void open(Transport first, EngineListener application) {
    boolean upgradable =
        first.name().equals(Transport.POLLING)
            && options.allowUpgrades()
            && options.transports().contains(Transport.WEBSOCKET);
    synchronized (lock) {
      transport = first;
      outbox.add(EnginePacket.of(Type.OPEN, HandshakeJson.write(id, options, upgradable)));
      heartbeat.start();
      events.add(none -> introduce(application));
      first.flush();
    }
  }

  /** The first event of all, so that whatever happens meanwhile finds a listener. */
  private void introduce(EngineListener application) {
    listener = new DeafListener();
    try {
      listener = Objects.requireNonNull(application.onConnection(this), "listener");
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "session " + id + ": not accepted, closed", e);
      closeNow();
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public EngineRequest request() {
    return request;
  }

  @Override
  public String transport() {
    synchronized (lock) {
      return transport.name();
    }
  }

  @Override
  public boolean send(List<EnginePacket> packets, BooleanSupplier condition) {
    synchronized (lock) {
      if (state != State.OPEN || !condition.getAsBoolean()) {
        return false;
      }
      if (outbox.offer(packets)) {
        transport.flush();
      } else {
        fail(transport, CloseReason.TRANSPORT_ERROR, "the client leaves too much unread");
      }
    }
    settleWithoutTelling();
    return true;
  }

  @Override
  public boolean sendVolatile(List<EnginePacket> packets, BooleanSupplier condition) {
    synchronized (lock) {
      if (state != State.OPEN
          || !outbox.isEmpty()
          || !transport.writable()
          || !condition.getAsBoolean()) {
        return false;
      }
      outbox.offer(packets);
      transport.flush();
    }
    settleWithoutTelling();
    return true;
  }

  @Override
  public boolean close() {
    boolean ended;
    synchronized (lock) {
      if (state == State.OPEN) {
        state = State.CLOSING;
        awaitLastPoll();
        transport.finish();
      }
      ended = state == State.CLOSED;
    }
    settle();
    return ended;
  }

  @Override
  public void closeNow() {
    synchronized (lock) {
      end(CloseReason.FORCED_CLOSE);
    }
    settle();
  }

  /**
   * Takes a request of long-polling. Called without the lock.
   *
   * @return false if the session has ended or moved to WebSocket
   */
  boolean accept(HttpExchange exchange, Map<String, String> cors) {
    Transport current;
    synchronized (lock) {
      current = transport;
    }
    return current instanceof PollingTransport polling
        && polling.accept(exchange, cors, Optional.empty());
  }

  /**
   * Takes a WebSocket that a client of this session has opened to move to. Called without the lock.
   *
   * @param socket the open WebSocket
   * @return told what comes in on it
   */
  WebSocketHandler upgrade(WebSocketConnection socket) {
    WebSocketTransport added = new WebSocketTransport(this, socket);
    synchronized (lock) {
      if (state == State.CLOSED || candidate != null || transport instanceof WebSocketTransport) {
        added.close();
      } else {
        candidate = added;
        upgradeTimeout = timer.schedule(options.upgradeTimeout(), () -> onUpgradeTimeout(added));
      }
    }
    settle();
    return added;
  }

  EngineOptions options() {
    return options;
  }

  // What follows is called by the transports, with the lock held.

  Outbox outbox() {
    return outbox;
  }

  /** Whether a transport is the one in use of a session that has not ended. */
  boolean uses(Transport asking) {
    return state != State.CLOSED && transport == asking;
  }

  boolean isClosing() {
    return state == State.CLOSING;
  }

  /** Packets came in; of a payload with a bad one, those before it. */
  void receive(Transport from, List<EnginePacket> packets) {
    for (EnginePacket packet : packets) {
      if (uses(from)) {
        onPacket(packet);
      } else if (from == candidate) {
        onProbe(candidate, packet);
      }
    }
  }

  /** Something came in that is no packet. */
  void receiveMalformed(Transport from) {
    if (from == candidate || state == State.OPEN) {
      fail(from, CloseReason.PARSE_ERROR, "not a packet");
    }
  }

  /** A transport cannot go on: ends the session, or only the upgrade if it was being tried. */
  void fail(Transport failed, CloseReason reason, String detail) {
    if (uses(failed)) {
      LOG.log(System.Logger.Level.DEBUG, "session {0}: {1} ({2})", id, reason, detail);
      end(reason);
    } else if (failed == candidate && failed != null) {
      LOG.log(System.Logger.Level.DEBUG, "session {0}: upgrade given up ({1})", id, detail);
      endUpgrade().close();
    }
  }

  /** A WebSocket has nothing in flight any more. */
  void sent(WebSocketTransport idle) {
    if (state == State.CLOSING && transport == idle) {
      idle.finish();
    }
  }

  /** Gives the client of a closing session its time to fetch the rest, counted from now. */
  void awaitLastPoll() {
    cancel(closeTimeout);
    closeTimeout = timer.schedule(CLOSE_TIMEOUT, this::closeNow);
  }

  /** Ends the session; the id is free at once. */
  void end(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    transport.close();
    state = State.CLOSED;
    heartbeat.stop();
    cancel(closeTimeout);
    outbox.clear();
    if (candidate != null) {
      endUpgrade().close();
    }
    onEnd.accept(this);
    tell(told -> told.onClose(reason));
  }

  /** Has something done with the container when the lock is free. */
  void later(Runnable call) {
    calls.add(call);
  }

  /** Has the listener told something when the lock is free. */
  private void tell(Consumer<Listener> event) {
    events.add(event);
  }

  private void onPacket(EnginePacket packet) {
    if (packet.type() == Type.CLOSE) {
      if (transport instanceof PollingTransport polling) {
        owesPoll = !polling.writable();
        polling.release();
      }
      fail(transport, CloseReason.TRANSPORT_CLOSE, "close packet");
      return;
    }
    if (state != State.OPEN) {
      return;
    }
    if (packet.type() != Type.PONG) {
      heartbeat.onOther();
    }
    switch (packet.type()) {
      case PING -> fail(transport, CloseReason.TRANSPORT_ERROR, "ping from the client");
      case PONG -> heartbeat.onPong();
      case MESSAGE -> tell(told -> told.onMessage(packet));
      default -> {
        // OPEN, UPGRADE and NOOP mean nothing here.
      }
    }
  }

  private void onProbe(WebSocketTransport probing, EnginePacket packet) {
    if (packet.type() == Type.PING && packet.data().equals("probe")) {
      probing.probed(EnginePacket.of(Type.PONG, "probe"));
      if (release == null && candidate == probing) {
        release = timer.schedule(RELEASE_INTERVAL, () -> onRelease(probing));
      }
    } else if (packet.type() == Type.UPGRADE) {
      Transport old = transport;
      transport = endUpgrade();
      old.close();
      tell(told -> told.onUpgrade(Transport.WEBSOCKET));
      transport.flush();
      if (state == State.CLOSING) {
        transport.finish();
      }
    } else {
      fail(probing, CloseReason.TRANSPORT_ERROR, "unexpected packet before the upgrade");
    }
  }

  private WebSocketTransport endUpgrade() {
    WebSocketTransport ended = candidate;
    candidate = null;
    cancel(upgradeTimeout);
    cancel(release);
    release = null;
    return ended;
  }

  private static void cancel(Timer.Timeout timeout) {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  // What follows is called by the timer, without the lock.

  /** Whether the client has closed the session while no GET of it was waiting. */
  boolean owesPoll() {
    return owesPoll;
  }

  /**
   * Ends the session if its time is over. Asked when a request comes for it: the client may be
   * quicker than the timer, whose ticks are coarse.
   */
  void expire() {
    synchronized (lock) {
      if (!heartbeat.isOver()) {
        return;
      }
      fail(transport, CloseReason.PING_TIMEOUT, "no pong");
    }
    settle();
  }

  private void onHeartbeat() {
    synchronized (lock) {
      switch (heartbeat.beat()) {
        case PING -> {
          if (state == State.OPEN) {
            outbox.add(EnginePacket.of(Type.PING));
            transport.flush();
          }
        }
        case TIMEOUT -> fail(transport, CloseReason.PING_TIMEOUT, "no pong");
        case NONE -> {
          // The deadline has moved meanwhile.
        }
      }
    }
    settle();
  }

  private void onUpgradeTimeout(WebSocketTransport late) {
    synchronized (lock) {
      if (late == candidate) {
        fail(late, CloseReason.TRANSPORT_ERROR, "upgrade not finished in time");
      }
    }
    settle();
  }

  private void onRelease(WebSocketTransport probing) {
    synchronized (lock) {
      if (probing == candidate) {
        ((PollingTransport) transport).release();
        release = timer.schedule(RELEASE_INTERVAL, () -> onRelease(probing));
      }
    }
    settle();
  }

  // What follows is called by whoever has just left the lock.

  /** Does what was put down under the lock. Called without it. */
  void settle() {
    runCalls();
    if (SENDING.get() == null) {
      tellAll();
    } else {
      tellLater(); // a container that calls back from within the call of one who sends
    }
  }

  /**
   * The same for a thread that sends: it may hold locks of the layer above, into which the listener
   * must not call back. What there is to tell, a failure at most, is left to the timer's thread.
   */
  private void settleWithoutTelling() {
    if (SENDING.get() != null) {
      runCalls();
      return;
    }
    SENDING.set(true);
    try {
      runCalls();
    } finally {
      SENDING.remove();
    }
    tellLater();
  }

  private void tellLater() {
    synchronized (lock) {
      if (telling || events.isEmpty()) {
        return; // who tells goes on until nothing is left
      }
    }
    timer.schedule(Duration.ZERO, this::tellAll);
  }

  private void runCalls() {
    for (; ; ) {
      Runnable call;
      synchronized (lock) {
        call = calls.poll();
      }
      if (call == null) {
        return;
      }
      try {
        call.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "session " + id + ": the container refused a call", e);
      }
    }
  }

  private void tellAll() {
    for (boolean first = true; ; first = false) {
      Consumer<Listener> event;
      synchronized (lock) {
        if (first && telling) {
          return;
        }
        event = events.poll();
        telling = event != null;
        if (event == null) {
          return;
        }
      }
      try {
        event.accept(listener);
      } catch (Throwable e) { // whatever it is, the next event must find its thread
        LOG.log(System.Logger.Level.ERROR, "session " + id + ": the listener failed", e);
      }
    }
  }

  /** For a session that the application did not accept, until it is closed. */
  private static final class DeafListener implements Listener {

    @Override
    public void onMessage(EnginePacket message) {}

    @Override
    public void onClose(CloseReason reason) {}
  }
}
