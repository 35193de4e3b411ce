package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.redis.net.Redis;
import io.github.socketiojakarta.redis.net.Replies;
import io.github.socketiojakarta.redis.net.ServerUris;
import io.github.socketiojakarta.redis.net.Target;
import io.lettuce.core.KillArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two connections of one stream while they last: one appends, one waits in {@code XREAD}; a
 * stream that is written only has one for both. They are never mended: when one is lost both are
 * closed, and a new link begins with what is known.
 *
 * <p>Used by the stream's thread only; Lettuce's threads add to {@link #answers} and call {@code
 * wake}.
 */
final class Link implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Link.class.getName());

  private static final Pattern CLIENT_INFO = Pattern.compile("\\bid=(\\d+) addr=(\\S+)");

  private final RedisURI server;
  private final boolean asking;
  private final String stream;
  private final XAddArgs appendArgs;
  private final Runnable wake;
  private final StatefulRedisConnection<String, byte[]> writer;
  private final StatefulRedisConnection<String, byte[]> reader;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private CompletableFuture<Void> closing; // null while open
  private final Deque<Long> sentAt = new ArrayDeque<>(); // of what is unanswered, oldest first

  /**
   * How a server knows a connection: id and address together are never given twice.
   *
   * @param server the server
   * @param id the number it has given to the connection
   * @param address where the connection comes from, as the server sees it
   */
  record Identity(RedisURI server, long id, String address) {}

  /**
   * What Redis said to an {@code XADD}.
   *
   * @param publication what was appended
   * @param seq under which number
   * @param id where it was put; null if it failed
   * @param error why it failed; null if it did not
   */
  record Answer(Publication publication, long seq, String id, Throwable error) {}

  private Link(
      RedisURI server,
      boolean asking,
      String stream,
      long maxLen,
      Runnable wake,
      StatefulRedisConnection<String, byte[]> writer,
      StatefulRedisConnection<String, byte[]> reader) {
    this.server = server;
    this.asking = asking;
    this.stream = stream;
    this.appendArgs = XAddArgs.Builder.maxlen(maxLen).approximateTrimming();
    this.wake = wake;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Connects twice to the stream's server; both connections are closed again if one is not had.
   *
   * @param target where a server has sent us; the stream's server is looked up if empty
   */
  static CompletableFuture<Link> open(
      Redis redis, Optional<Target> target, String stream, long maxLen, Runnable wake) {
    return target(redis, target, stream).thenCompose(to -> open(redis, to, stream, maxLen, wake));
  }

  private static CompletableFuture<Target> target(
      Redis redis, Optional<Target> target, String stream) {
    return target
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> redis.ownerOf(stream).thenApply(server -> new Target(server, false)));
  }

  private static CompletableFuture<Link> open(
      Redis redis, Target target, String stream, long maxLen, Runnable wake) {
    RedisURI server = target.server();
    CompletableFuture<StatefulRedisConnection<String, byte[]>> writer = redis.connect(server);
    CompletableFuture<StatefulRedisConnection<String, byte[]>> reader = redis.connect(server);
    return writer
        .thenCombine(
            reader, (w, r) -> new Link(server, target.asking(), stream, maxLen, wake, w, r))
        .whenComplete(
            (link, error) -> {
              if (error != null) {
                writer.thenAccept(StatefulRedisConnection::closeAsync);
                reader.thenAccept(StatefulRedisConnection::closeAsync);
              }
            });
  }

  /** The server that both connections lead to. */
  RedisURI server() {
    return server;
  }

  /**
   * Connects once, for a stream that is written only: every answer wakes, and so does the loss of
   * the connection, for there is no read that would.
   */
  static CompletableFuture<Link> openToWrite(
      Redis redis, Optional<Target> target, String stream, long maxLen, Runnable wake) {
    return target(redis, target, stream)
        .thenCompose(
            to ->
                redis
                    .connect(to.server())
                    .thenApply(
                        only -> {
                          only.addListener(
                              new RedisConnectionStateListener() {
                                @Override
                                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                                  wake.run();
                                }
                              });
                          return new Link(
                              to.server(), to.asking(), stream, maxLen, wake, only, only);
                        }));
  }

  boolean isOpen() {
    return writer.isOpen() && reader.isOpen();
  }

  /** How the server knows the connection that appends; empty before Redis 6.2. */
  CompletableFuture<Optional<Identity>> identity() {
    return ifAllowed(writer.async().clientInfo())
        .thenApply(
            info -> {
              Matcher matcher = CLIENT_INFO.matcher(info.orElse(""));
              return matcher.find()
                  ? Optional.of(
                      new Identity(server, Long.parseLong(matcher.group(1)), matcher.group(2)))
                  : Optional.empty();
            });
  }

  /**
   * Makes sure that an earlier connection executes nothing any more, at the server where it was.
   * Completes with false if that server does not let us say that.
   */
  CompletableFuture<Boolean> kill(Redis redis, Identity earlier) {
    if (ServerUris.isSamePlace(earlier.server(), server)) {
      return kill(writer, earlier);
    }
    CompletableFuture<StatefulRedisConnection<String, byte[]>> there =
        redis.connect(earlier.server());
    return there
        .thenCompose(connection -> kill(connection, earlier))
        .whenComplete((killed, error) -> there.thenAccept(StatefulRedisConnection::closeAsync));
  }

  private static CompletableFuture<Boolean> kill(
      StatefulRedisConnection<String, byte[]> connection, Identity earlier) {
    KillArgs args = new KillArgs().id(earlier.id()).addr(earlier.address());
    return ifAllowed(connection.async().clientKill(args)).thenApply(Optional::isPresent);
  }

  /** Empty if the server refuses the command; a lost connection remains an error. */
  private static <T> CompletableFuture<Optional<T>> ifAllowed(CompletionStage<T> answer) {
    return answer
        .thenApply(Optional::of)
        .toCompletableFuture()
        .exceptionally(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              if (cause instanceof RedisCommandExecutionException) {
                return Optional.empty();
              }
              throw new CompletionException(cause);
            });
  }

  /** The last id the stream has given, {@link Offset#ZERO} if there is no stream. */
  CompletableFuture<Offset> lastId() {
    return info().thenApply(StreamInfo::lastId);
  }

  /** What Redis says of the stream. */
  CompletableFuture<StreamInfo> info() {
    CompletableFuture<List<Object>> info =
        prepared(writer).xinfoStream(stream).toCompletableFuture();
    flush();
    return info.handle(Link::info);
  }

  private static StreamInfo info(List<Object> answer, Throwable error) {
    if (error instanceof RedisCommandExecutionException
        && String.valueOf(error.getMessage()).startsWith("ERR no such key")) {
      return StreamInfo.ABSENT;
    }
    if (error != null) {
      throw error instanceof RuntimeException e ? e : new IllegalStateException(error);
    }
    return StreamInfo.parse(answer);
  }

  /**
   * What Redis says of the stream and, right behind it, the entries behind an offset. Not as one
   * transaction: when memory is short that is refused, even to readers.
   */
  @SuppressWarnings("unchecked") // an array of one offset, made by the compiler
  CompletableFuture<StreamAudit> audit(Offset after, int count) {
    Offset from = after.previous(); // to read that entry, too
    int asked = count + 1;
    reader.setAutoFlushCommands(false); // both in one packet
    CompletableFuture<StreamInfo> info =
        prepared(reader).xinfoStream(stream).toCompletableFuture().handle(Link::info);
    CompletableFuture<List<StreamMessage<String, byte[]>>> read =
        read(from, XReadArgs.Builder.count(asked));
    reader.setAutoFlushCommands(true);
    reader.flushCommands();
    return info.thenCombine(
        read, (values, entries) -> StreamAudit.of(after, values, entries, asked));
  }

  /** The entry at an offset; empty if there is none. */
  CompletableFuture<Optional<StreamInfo.Entry>> entry(Offset offset) {
    CompletableFuture<List<StreamMessage<String, byte[]>>> found =
        prepared(writer)
            .xrange(stream, Range.create(offset.toString(), offset.toString()), Limit.from(1))
            .toCompletableFuture();
    flush();
    return found.thenApply(
        entries ->
            entries.stream()
                .findFirst()
                .map(entry -> new StreamInfo.Entry(offset, Fingerprint.of(entry.getBody()))));
  }

  /** The server's clock, milliseconds since 1970; empty if it does not let us ask. */
  CompletableFuture<Optional<Long>> time() {
    CompletableFuture<Optional<List<byte[]>>> time = ifAllowed(writer.async().time());
    flush();
    return time.thenApply(
        answer ->
            answer.map(
                parts -> 1_000 * Long.parseLong(Replies.text(parts.get(0))))); // whole seconds
  }

  /** Entries behind an offset, those there are. */
  CompletableFuture<List<StreamMessage<String, byte[]>>> read(Offset after, int count) {
    return read(after, XReadArgs.Builder.count(count));
  }

  /** Entries behind an offset; waits for the first. */
  CompletableFuture<List<StreamMessage<String, byte[]>>> read(
      Offset after, int count, Duration block) {
    return read(after, XReadArgs.Builder.count(count).block(block));
  }

  @SuppressWarnings("unchecked") // an array of one offset, made by the compiler
  private CompletableFuture<List<StreamMessage<String, byte[]>>> read(
      Offset after, XReadArgs args) {
    return prepared(reader)
        .xread(args, XReadArgs.StreamOffset.from(stream, after.toString()))
        .toCompletableFuture();
  }

  /** From now on what is appended goes out with {@link #flush}, many in one packet. */
  void collect() {
    writer.setAutoFlushCommands(false);
  }

  /** Appends a message; the answer will be found in {@link #pollAnswer}. */
  void append(Publication publication, long seq) {
    prepared(writer)
        .xadd(stream, appendArgs, publication.numbered(seq))
        .whenComplete(
            (id, error) -> {
              answers.add(new Answer(publication, seq, id, error));
              if (error != null || reader == writer) { // else the reader will meet the entry
                wake.run();
              }
            });
    sentAt.add(System.nanoTime());
  }

  /** For a command that concerns the stream: to a server that is only about to get it, we ask. */
  private RedisAsyncCommands<String, byte[]> prepared(
      StatefulRedisConnection<String, byte[]> connection) {
    RedisAsyncCommands<String, byte[]> commands = connection.async();
    if (asking) {
      commands.asking(); // a connection executes in order; the answer says nothing
    }
    return commands;
  }

  void flush() {
    writer.flushCommands();
  }

  /** The next answer; null if there is none yet. */
  Answer pollAnswer() {
    Answer answer = answers.poll();
    if (answer != null) {
      sentAt.poll(); // one connection answers in order
    }
    return answer;
  }

  boolean hasAnswer() {
    return !answers.isEmpty();
  }

  /** When the oldest message without an answer was sent, on the clock of nanoTime. */
  OptionalLong unansweredSince() {
    Long oldest = sentAt.peek();
    return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest);
  }

  /** Begins to close; what is under way fails. */
  @Override
  public void close() {
    closing();
  }

  private CompletableFuture<Void> closing() {
    if (closing == null) {
      closing = CompletableFuture.allOf(writer.closeAsync(), reader.closeAsync());
    }
    return closing;
  }

  /** Closes, and waits a little until it is done. */
  void awaitClosed(Duration limit) throws InterruptedException {
    try {
      closing().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection did not close cleanly", e);
    }
  }
}
