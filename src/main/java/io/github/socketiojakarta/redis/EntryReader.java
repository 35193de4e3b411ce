package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.report.Counters;
import io.github.socketiojakarta.redis.report.Events;
import io.github.socketiojakarta.redis.wire.EntryNumber;
import io.github.socketiojakarta.redis.wire.Incoming;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Applies the entries of a stream, in its order: meets this node's own, drops what came before,
 * decodes the others, and skips what is bad.
 *
 * <p>Used by the stream's thread only.
 */
final class EntryReader {

  /** More than this is skipped unread; publishing stops there, too. */
  private static final int MAX_ENTRY_BYTES = (int) MessageCodec.MAX_BYTES;

  private final String stream;
  private final MessageCodec codec;
  private final StreamPosition position;
  private final InFlight inFlight;
  private final Delivery delivery;
  private final Consumer<Incoming> beside;
  private final Counters counters;
  private final Complaints complaints;
  private final Events events;
  private final SeenNumbers seen = new SeenNumbers();

  /**
   * Makes a reader.
   *
   * @param beside takes, from the stream's thread, what has no place in the order of messages:
   *     requests and responses, which usually come by PUB/SUB
   */
  EntryReader(
      String stream,
      MessageCodec codec,
      StreamPosition position,
      InFlight inFlight,
      Delivery delivery,
      Consumer<Incoming> beside,
      Counters counters,
      Complaints complaints,
      Events events) {
    this.stream = stream;
    this.codec = codec;
    this.position = position;
    this.inFlight = inFlight;
    this.delivery = delivery;
    this.beside = beside;
    this.counters = counters;
    this.complaints = complaints;
    this.events = events;
  }

  /** Goes past each entry first, then looks at it: none can hold the reader up. */
  void apply(List<StreamMessage<String, byte[]>> batch) {
    for (StreamMessage<String, byte[]> entry : batch) {
      Offset offset = Offset.parse(entry.getId());
      Map<String, byte[]> fields = entry.getBody() == null ? Map.of() : entry.getBody();
      if (!position.advance(offset, fields)) {
        continue;
      }
      try {
        apply(offset, fields);
      } catch (Throwable e) { // also a StackOverflowError of something deeply nested
        counters.skipped.increment();
        events.tellSome(
            "entry " + stream,
            keptBack ->
                new AdapterEvent.EntrySkipped(stream, Optional.of(offset), e.toString(), keptBack));
        complaints.warn(
            "entry", () -> "entry " + offset + " of " + stream + " was skipped: " + e, e);
      }
    }
  }

  private void apply(Offset offset, Map<String, byte[]> fields) {
    String uid = text(fields.get(MessageCodec.UID));
    EntryNumber number = EntryNumber.read(uid, fields.get(Publication.SEQ));
    if (number != null) {
      boolean first = seen.isNew(number.publisher(), number.value());
      if (inFlight.meet(number, offset)) {
        return;
      }
      if (!first) {
        counters.duplicates.increment();
        return;
      }
      if (inFlight.meetDeliveredAside(number)) {
        return;
      }
    }
    String nsp = text(fields.get(MessageCodec.NSP));
    Adapter.Listener listener = nsp == null ? null : delivery.listener(nsp);
    if (listener == null) {
      return; // some other application's affair
    }
    int size = 0;
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      size += field.getValue().length;
      if (size > MAX_ENTRY_BYTES) {
        throw new ProtocolException("larger than " + MAX_ENTRY_BYTES + " bytes");
      }
      texts.put(field.getKey(), text(field.getValue()));
    }
    codec.decode(texts).ifPresent(incoming -> hand(listener, incoming, offset));
  }

  private void hand(Adapter.Listener listener, Incoming incoming, Offset offset) {
    if (incoming instanceof Incoming.Message received) {
      delivery.hand(listener, received.message(), Optional.of(offset));
    } else {
      beside.accept(incoming);
    }
  }

  private static String text(byte[] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }
}
