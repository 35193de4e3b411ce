package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.SavedSession;
import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.redis.net.CommandException;
import io.github.socketiojakarta.redis.net.Commands;
import io.github.socketiojakarta.redis.report.Complaints;
import io.github.socketiojakarta.redis.wire.SessionCodec;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The saved sessions of a cluster: one key each, as Node's adapter has them, so that a client may
 * leave a Java node and return to one that runs Node, and the other way round. Redis forgets them
 * when their time is over.
 *
 * <p>The commands, for those who write ACLs: {@code SET}, {@code GETRANGE} and {@code EVAL} of a
 * script with {@code GET} and {@code DEL}, on keys with the prefix.
 *
 * <p>Safe for use by many threads.
 */
final class SessionStore {

  private static final System.Logger LOG = System.getLogger(SessionStore.class.getName());

  /**
   * Deletes only what was found: of several claimants, Node's {@code GET} + {@code DEL} among them,
   * one gets it.
   */
  private static final String CLAIM =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
          + " return 0";

  private static final String WRONG_TYPE = "WRONGTYPE";

  /** Longer values are neither written nor read. */
  static final int MAX_VALUE_BYTES = 16 << 20;

  /** Clients give it; what we make is 20 long. */
  private static final int MAX_PID_LENGTH = 200;

  private final Commands commands;
  private final String prefix;
  private final Complaints complaints = new Complaints(LOG);

  /**
   * Makes a store.
   *
   * @param commands reach Redis
   * @param prefix what the keys begin with
   */
  SessionStore(Commands commands, String prefix) {
    this.commands = commands;
    this.prefix = prefix;
  }

  /** See {@link io.github.socketiojakarta.adapter.Adapter#saveSession}. */
  CompletionStage<Void> save(Session session, Duration maxDisconnection) {
    long millis = maxDisconnection.toMillis();
    if (millis < 1) {
      throw new IllegalArgumentException("must be at least 1 ms: " + maxDisconnection);
    }
    byte[] value = SessionCodec.encode(session);
    if (value.length > MAX_VALUE_BYTES) {
      throw new SocketIoException(
          "the session of " + session.sid() + " is larger than " + MAX_VALUE_BYTES + " bytes");
    }
    String key = prefix + session.pid();
    return commands
        .atOwner(key, redis -> redis.set(key, value, SetArgs.Builder.px(millis)))
        .thenApply(ok -> null);
  }

  /** See {@link io.github.socketiojakarta.adapter.Adapter#findSession}. */
  CompletionStage<Optional<SavedSession>> find(String pid) {
    if (pid.isEmpty() || pid.length() > MAX_PID_LENGTH) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String key = prefix + pid;
    return commands
        .atOwner(key, redis -> redis.getrange(key, 0, MAX_VALUE_BYTES))
        .handle(
            (value, error) -> {
              if (error == null) {
                return understand(pid, value);
              }
              if (!Commands.code(error).equals(WRONG_TYPE)) {
                throw (CommandException) Commands.cause(error);
              }
              return refuse(Commands.cause(error));
            });
  }

  private Optional<SavedSession> understand(String pid, byte[] value) {
    if (value.length == 0) {
      return Optional.empty();
    }
    try {
      if (value.length > MAX_VALUE_BYTES) {
        throw new ProtocolException("larger than " + MAX_VALUE_BYTES + " bytes");
      }
      Session session = SessionCodec.decode(value);
      if (!session.pid().equals(pid)) {
        throw new ProtocolException("a session of somebody else");
      }
      return Optional.of(new SavedSession(session, SessionCodec.text(value)));
    } catch (ProtocolException e) {
      return refuse(e);
    }
  }

  /** The key is not told: it lets its owner in. */
  private Optional<SavedSession> refuse(Throwable why) {
    complaints.warn(
        "session",
        () -> "what is saved under a key " + prefix + "… is no session: " + why.getMessage(),
        null);
    return Optional.empty();
  }

  /** See {@link io.github.socketiojakarta.adapter.Adapter#claimSession}. */
  CompletionStage<Boolean> claim(SavedSession found) {
    String key = prefix + found.session().pid();
    byte[] value = found.version().getBytes(StandardCharsets.ISO_8859_1);
    return commands
        .atOwner(
            key,
            redis -> redis.<Long>eval(CLAIM, ScriptOutputType.INTEGER, new String[] {key}, value))
        .thenApply(deleted -> deleted == 1);
  }
}
