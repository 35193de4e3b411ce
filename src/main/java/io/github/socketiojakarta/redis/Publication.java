package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.wire.EntryNumber;
import io.github.socketiojakarta.redis.wire.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way through the stream: kept from the call that published it until it is known
 * to be written. For a node that is when its own reader meets it, for an emitter when Redis says
 * so.
 *
 * <p>Made by the publishing thread, then touched by the stream's thread only.
 */
final class Publication {

  /** The field of ours in an entry, behind the four of the wire; Node's adapter ignores it. */
  static final String SEQ = "seq";

  private final String publisher;
  private final String uid;
  private final Optional<ClusterMessage> message;
  private final Map<String, byte[]> fields;
  private final int bytes;
  private final long deadline;
  private final CompletableFuture<Optional<Offset>> future = new CompletableFuture<>();

  private long seq; // 0 while it was never sent; written by the stream's thread
  private boolean refused; // Redis said no, but may say yes later; written by the stream's thread
  private Offset written; // where Redis says it is; written by the stream's thread
  private long writtenDuringRead; // which read was under way then; written by the stream's thread

  /**
   * Keeps a message.
   *
   * @param publisher who numbers it: the {@code uid}, but for an emitter, whose uid is not its own
   * @param message what is delivered when it comes back; empty if it is nothing for listeners
   * @param encoded its fields on the wire, in order
   * @param deadline when it is given up, on the clock of {@link System#nanoTime}
   */
  Publication(
      String publisher,
      Optional<ClusterMessage> message,
      Map<String, String> encoded,
      long deadline) {
    this.publisher = publisher;
    this.uid = encoded.get(MessageCodec.UID);
    this.message = message;
    this.deadline = deadline;
    this.fields = new LinkedHashMap<>();
    int size = 0;
    for (Map.Entry<String, String> field : encoded.entrySet()) {
      byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
      fields.put(field.getKey(), value);
      size += value.length;
    }
    this.bytes = size;
  }

  /** Who numbers it. */
  String publisher() {
    return publisher;
  }

  Optional<ClusterMessage> message() {
    return message;
  }

  int bytes() {
    return bytes;
  }

  CompletableFuture<Optional<Offset>> future() {
    return future;
  }

  boolean isVolatile() {
    return message
        .filter(ClusterMessage.Broadcast.class::isInstance)
        .filter(broadcast -> broadcast.options().isVolatile())
        .isPresent();
  }

  boolean isExpired(long now) {
    return now - deadline >= 0;
  }

  long nanosLeft(long now) {
    return deadline - now;
  }

  long seq() {
    return seq;
  }

  /** The fields to append now, the number last. */
  Map<String, byte[]> numbered(long number) {
    seq = number;
    refused = false;
    written = null;
    fields.put(SEQ, new EntryNumber(publisher, number).write(uid));
    return fields;
  }

  void markRefused() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  void markWritten(Offset offset, long duringRead) {
    written = offset;
    writtenDuringRead = duringRead;
  }

  /** Where Redis put it, once it has said so. */
  Optional<Offset> written() {
    return Optional.ofNullable(written);
  }

  long writtenDuringRead() {
    return writtenDuringRead;
  }
}
