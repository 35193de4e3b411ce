package io.github.socketiojakarta.redis.net;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A Lettuce client of the application's own. An adapter shares its resources (threads, name
 * resolution, metrics) and its options for TLS, sockets and protocol; it opens connections of its
 * own beside those of the client, for its reads block and its connections must not be mended, and
 * leaves the client running when it is closed. Where Redis is, a client does not tell: that comes
 * from {@link RedisAccess}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ApplicationClient {

  private final AbstractRedisClient client;

  private ApplicationClient(AbstractRedisClient client) {
    this.client = client;
  }

  /**
   * Takes a client.
   *
   * @param client a {@link RedisClient} or a {@link RedisClusterClient}; to be shut down by its
   *     owner, after the adapter was closed
   * @return what an adapter takes
   */
  public static ApplicationClient of(AbstractRedisClient client) {
    return new ApplicationClient(Objects.requireNonNull(client, "client"));
  }

  /**
   * Looks for a client of the kind that is needed first, then for one of the other kind.
   *
   * @param access where Redis is
   * @param beans gives the application's object of a type, if it has one
   * @return the client; empty if there is none
   */
  public static Optional<ApplicationClient> find(
      RedisAccess access, Function<Class<?>, ? extends Optional<?>> beans) {
    List<Class<? extends AbstractRedisClient>> types =
        access.isCluster()
            ? List.of(RedisClusterClient.class, RedisClient.class)
            : List.of(RedisClient.class, RedisClusterClient.class);
    for (Class<? extends AbstractRedisClient> type : types) {
      Optional<?> bean = beans.apply(type);
      if (bean.isPresent()) {
        return Optional.of(of(type.cast(bean.get())));
      }
    }
    return Optional.empty();
  }

  public ClientResources resources() {
    return client.getResources();
  }

  ClientOptions options() {
    return client.getOptions();
  }
}
