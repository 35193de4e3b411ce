package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.protocol.EnginePacket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What waits to be sent to one client: references to packets, in order, with a bound in bytes. A
 * packet leaves it when a transport takes it to send.
 *
 * <p>Guarded by the connection's lock.
 */
final class Outbox {

  /** A queue that once grew beyond this is not kept: it would hold its memory for ever. */
  private static final int KEEP = 256;

  private final long maxBytes;
  private Deque<EnginePacket> packets = new ArrayDeque<>(4);
  private int peak;
  private long bytes;

  /**
   * Makes an outbox.
   *
   * @param maxBytes its bound, by {@link EnginePacket#size()}
   */
  Outbox(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds packets, all or none. What is larger than the bound by itself passes when nothing else
   * waits: it is the application's wish, not a slow client's fault.
   *
   * @param added the packets
   * @return false if they would exceed the bound
   */
  boolean offer(List<EnginePacket> added) {
    long size = 0;
    for (int i = 0; i < added.size(); i++) {
      size += added.get(i).size();
    }
    if (!packets.isEmpty() && bytes + size > maxBytes) {
      return false;
    }
    bytes += size;
    packets.addAll(added);
    peak = Math.max(peak, packets.size());
    return true;
  }

  /** Adds a packet of the protocol itself, which the bound must not refuse. */
  void add(EnginePacket packet) {
    packets.add(packet);
    bytes += packet.size();
  }

  /** Takes the first packet, or null. */
  EnginePacket poll() {
    EnginePacket packet = packets.poll();
    if (packet != null) {
      bytes -= packet.size();
      if (packets.isEmpty()) {
        shrink();
      }
    }
    return packet;
  }

  /** Takes all packets. */
  List<EnginePacket> drain() {
    List<EnginePacket> all = new ArrayList<>(packets);
    clear();
    return all;
  }

  /** Forgets all packets. */
  void clear() {
    packets.clear();
    bytes = 0;
    shrink();
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  /** What waits, in bytes. */
  long bytes() {
    return bytes;
  }

  private void shrink() {
    if (peak > KEEP) {
      packets = new ArrayDeque<>(4);
      peak = 0;
    }
  }
}
