package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.protocol.EngineCodec;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * A WebSocket: one packet per frame, one send in flight. Containers refuse or lose overlapping
 * sends, and some call back before the sending method returns, so the next send is begun by a loop,
 * never by the callback of the one before.
 *
 * <p>Fields are guarded by the connection's lock.
 */
final class WebSocketTransport extends Transport implements WebSocketHandler {

  private static final int MESSAGE_TOO_BIG = 1009;

  /** Answers to probes that may wait; a client that sends more without reading is no client. */
  private static final int MAX_PROBES = 16;

  private final WebSocketConnection socket;
  private final Queue<EnginePacket> probes = new ArrayDeque<>(1); // go before the outbox
  private boolean inFlight; // a send has begun and not called back
  private boolean pumping; // a thread is in, or about to enter, the sending loop
  private long sends; // tells a callback that comes twice or too late
  private boolean ended; // the container's side is over
  private int closeCode = WebSocketConnection.NO_STATUS;

  WebSocketTransport(Connection connection, WebSocketConnection socket) {
    super(connection);
    this.socket = socket;
  }

  @Override
  String name() {
    return WEBSOCKET;
  }

  @Override
  boolean writable() {
    return !inFlight && !ended && probes.isEmpty();
  }

  @Override
  void flush() {
    if (!inFlight && !pumping && !ended && hasNext()) {
      pumping = true;
      connection.later(this::pump);
    }
  }

  @Override
  void finish() {
    if (!inFlight && !pumping && !hasNext()) {
      connection.end(CloseReason.FORCED_CLOSE);
    }
  }

  @Override
  void close() {
    if (!ended) {
      ended = true;
      int code = closeCode;
      connection.later(() -> socket.close(code)); // also while a send is stuck
    }
  }

  /** Answers a probe; only while it is being tried. */
  void probed(EnginePacket answer) {
    if (probes.size() >= MAX_PROBES) {
      connection.fail(this, CloseReason.TRANSPORT_ERROR, "too many probes");
      return;
    }
    probes.add(answer);
    flush();
  }

  private boolean hasNext() {
    return !probes.isEmpty() || (connection.uses(this) && !connection.outbox().isEmpty());
  }

  private EnginePacket next() {
    EnginePacket packet = probes.poll();
    return packet != null || !connection.uses(this) ? packet : connection.outbox().poll();
  }

  /** Sends until a send does not complete at once or nothing is left. Called without the lock. */
  private void pump() {
    for (; ; ) {
      EnginePacket packet;
      long number;
      synchronized (connection.lock) {
        packet = inFlight || ended ? null : next();
        if (packet == null) {
          // In one step with the look at the queue: whoever adds later starts a new loop.
          pumping = false;
          connection.sent(this);
          return;
        }
        inFlight = true;
        number = ++sends;
      }
      send(packet, number);
    }
  }

  private void send(EnginePacket packet, long number) {
    WebSocketConnection.SendCallback callback = failure -> onSent(number, failure);
    try {
      if (packet.isBinary()) {
        socket.sendBinary(packet.bytes(), callback);
      } else {
        socket.sendText(packet.frame(), callback);
      }
    } catch (Throwable e) { // whatever it is, the session must not wait for a callback
      onSent(number, e);
    }
  }

  private void onSent(long number, Throwable failure) {
    synchronized (connection.lock) {
      if (number != sends || !inFlight) {
        return;
      }
      inFlight = false;
      if (failure != null) {
        connection.fail(this, CloseReason.TRANSPORT_ERROR, failure.toString());
      }
      if (pumping) {
        return; // the loop goes on, on this thread or another
      }
      flush();
      connection.sent(this);
    }
    connection.settle();
  }

  @Override
  public void onText(String text) {
    if (tooLarge(text)) {
      refuseSize();
      return;
    }
    EnginePacket packet;
    try {
      packet = EngineCodec.decode(text);
    } catch (ProtocolException e) {
      synchronized (connection.lock) {
        connection.receiveMalformed(this);
      }
      connection.settle();
      return;
    }
    receive(packet);
  }

  @Override
  public void onBinary(byte[] bytes) {
    if (bytes.length > connection.options().maxHttpBufferSize()) {
      refuseSize();
      return;
    }
    receive(EnginePacket.message(bytes));
  }

  @Override
  public void onError(Throwable error) {
    synchronized (connection.lock) {
      connection.fail(this, CloseReason.TRANSPORT_ERROR, String.valueOf(error));
    }
    connection.settle();
  }

  @Override
  public void onClose() {
    synchronized (connection.lock) {
      ended = true;
      connection.fail(this, CloseReason.TRANSPORT_CLOSE, "closed by the client");
    }
    connection.settle();
  }

  private void receive(EnginePacket packet) {
    synchronized (connection.lock) {
      connection.receive(this, List.of(packet));
    }
    connection.settle();
  }

  private void refuseSize() {
    synchronized (connection.lock) {
      closeCode = MESSAGE_TOO_BIG;
      connection.fail(this, CloseReason.TRANSPORT_ERROR, "message too large");
    }
    connection.settle();
  }

  /** The limit counts bytes of UTF-8; most texts are told without counting. */
  private boolean tooLarge(String text) {
    int max = connection.options().maxHttpBufferSize();
    if (text.length() > max) {
      return true;
    }
    if (text.length() <= max / 3) {
      return false;
    }
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // The halves of a pair make four bytes together.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes > max;
  }
}
