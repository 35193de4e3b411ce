package io.github.socketiojakarta.server;

import io.github.socketiojakarta.concurrent.SerialExecutor;
import io.github.socketiojakarta.concurrent.Timer;
import io.github.socketiojakarta.engine.CloseReason;
import io.github.socketiojakarta.engine.EngineSocket;
import io.github.socketiojakarta.protocol.EnginePacket;
import io.github.socketiojakarta.protocol.Packet;
import io.github.socketiojakarta.protocol.PacketDecoder;
import io.github.socketiojakarta.protocol.PacketEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection: takes its messages apart and hands them to its sockets, of which there is at most
 * one per namespace.
 *
 * <p>The engine calls one method at a time; what other threads may call besides says so.
 */
final class Client implements EngineSocket.Listener {

  private static final BoundedLog LOG = new BoundedLog(Client.class);

  private final Server server;
  private final EngineSocket conn;
  private final PacketDecoder decoder; // for the engine's calls only
  private long undecoded; // size of the packet that is not whole yet; for the engine's calls only

  /**
   * The order of the sockets that this connection has one after the other in a namespace: the next
   * one begins when the listeners of the last one have ended. So a client that comes and goes
   * cannot pile up work. For the engine's calls only.
   */
  private final Map<String, SerialExecutor> lanes = new HashMap<>();

  private final Object lock = new Object();
  private final Map<String, Socket> sockets =
      new LinkedHashMap<>(); // by namespace; guarded by lock
  private Timer.Timeout connectTimeout; // guarded by lock
  private boolean joinedOnce; // guarded by lock
  private volatile boolean closing; // from then on messages of the client are ignored

  Client(Server server, EngineSocket conn) {
    this.server = server;
    this.conn = conn;
    this.decoder = new PacketDecoder(server.json());
  }

  /** Gives the client a limited time to join a namespace. */
  void start() {
    Timer.Timeout timeout =
        server.timer().schedule(server.options().connectTimeout(), this::onConnectTimeout);
    synchronized (lock) {
      connectTimeout = timeout;
    }
  }

  EngineSocket conn() {
    return conn;
  }

  @Override
  public void onMessage(EnginePacket message) {
    if (closing) {
      return;
    }
    Optional<Packet> packet;
    try {
      packet = decoder.add(message);
    } catch (RuntimeException undecodable) {
      onUndecodable(undecodable);
      return;
    }
    undecoded += message.size();
    if (packet.isPresent()) {
      long size = undecoded;
      undecoded = 0;
      try {
        onPacket(packet.get(), size);
      } catch (RejectedExecutionException overload) {
        closeNow("the executor takes no more tasks");
      }
    }
  }

  private void onPacket(Packet packet, long size) {
    Socket socket;
    synchronized (lock) {
      socket = sockets.get(packet.nsp());
    }
    if (socket == null && packet.type() == Packet.Type.CONNECT) {
      connect(packet);
      return;
    }
    if (socket == null || !socket.connected()) {
      close("a packet for a namespace that has not been joined");
      return;
    }
    switch (packet.type()) {
      case EVENT -> {
        if (!socket.onEvent(packet, size)) {
          closeNow("too many events wait for the listeners of socket " + socket.id());
        }
      }
      case ACK -> socket.onAck(packet);
      case DISCONNECT -> socket.leave(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      case CONNECT -> close("a CONNECT to a namespace that has been joined");
      case CONNECT_ERROR -> close("a CONNECT_ERROR, which only servers send");
    }
  }

  private void connect(Packet packet) {
    Optional<Namespace> found = server.find(packet.nsp());
    if (found.isEmpty()) {
      write(
          new Packet(
              Packet.Type.CONNECT_ERROR, packet.nsp(), Map.of("message", "Invalid namespace")));
      return;
    }
    Namespace namespace = found.get();
    SerialExecutor lane =
        lanes.computeIfAbsent(namespace.name(), nsp -> new SerialExecutor(server.executor()));
    Handshake handshake = Handshake.of(conn.request(), auth(packet.data()));
    Socket socket = new Socket(this, namespace, handshake, lane);
    synchronized (lock) {
      sockets.put(namespace.name(), socket);
    }
    lane.execute(() -> namespace.admit(socket));
  }

  private static Map<String, Object> auth(Object data) {
    Map<String, Object> auth = new LinkedHashMap<>();
    if (data instanceof Map<?, ?> map) {
      map.forEach((key, value) -> auth.put(String.valueOf(key), value));
    }
    return auth;
  }

  @Override
  public void onClose(CloseReason reason) {
    closing = true;
    end(DisconnectReason.of(reason));
  }

  private void onUndecodable(RuntimeException error) {
    closing = true;
    log(BoundedLog.printable(error.getMessage()));
    for (Socket socket : snapshot()) {
      socket.onProtocolError(error);
    }
    conn.close();
  }

  /** What Node does when a packet contradicts the state of the connection. */
  private void close(String why) {
    closing = true;
    log(why);
    closeGently();
  }

  /**
   * Ends the connection when what was sent before is written. The sockets of a polling client that
   * has yet to come for the end do not wait for it.
   */
  private void closeGently() {
    if (!conn.close() && conn.transport().equals("polling")) {
      end(DisconnectReason.FORCED_SERVER_CLOSE);
    }
  }

  private void closeNow(String why) {
    closing = true;
    log(why);
    conn.closeNow();
  }

  private void log(String why) {
    LOG.info("closing connection " + conn.id() + ": " + why);
  }

  private void onConnectTimeout() {
    boolean idle;
    synchronized (lock) {
      idle = !joinedOnce;
    }
    if (idle) {
      close("no namespace has been joined in time");
    }
  }

  /** A socket has joined; for any thread. */
  void joined() {
    Timer.Timeout timeout;
    synchronized (lock) {
      joinedOnce = true;
      timeout = connectTimeout;
      connectTimeout = null;
    }
    if (timeout != null) {
      timeout.cancel();
    }
  }

  /** A socket leaves or was refused; for any thread. */
  void remove(Socket socket) {
    synchronized (lock) {
      sockets.remove(socket.namespace().name(), socket);
    }
  }

  /** Makes all sockets leave, then ends the connection; for any thread. */
  void disconnect() {
    closing = true;
    for (Socket socket : snapshot()) {
      socket.disconnect();
    }
    closeGently();
  }

  /** For any thread. */
  void write(Packet packet) {
    conn.send(PacketEncoder.encode(packet));
  }

  private void end(DisconnectReason reason) {
    Timer.Timeout timeout;
    synchronized (lock) {
      timeout = connectTimeout;
      connectTimeout = null;
    }
    if (timeout != null) {
      timeout.cancel();
    }
    for (Socket socket : snapshot()) {
      socket.leave(reason);
    }
  }

  private List<Socket> snapshot() {
    synchronized (lock) {
      return new ArrayList<>(sockets.values());
    }
  }
}
