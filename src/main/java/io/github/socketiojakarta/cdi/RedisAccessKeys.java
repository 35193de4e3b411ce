package io.github.socketiojakarta.cdi;

import io.github.socketiojakarta.redis.net.RedisAccess;
import io.github.socketiojakarta.redis.net.RedisTls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads where Redis is and how to get in. Values are not repeated in what is said of them: they may
 * hold a password.
 */
final class RedisAccessKeys {

  private static final List<ConfigKey> OTHERS =
      List.of(
          ConfigKeys.REDIS_USERNAME,
          ConfigKeys.REDIS_PASSWORD,
          ConfigKeys.REDIS_SENTINEL_USERNAME,
          ConfigKeys.REDIS_SENTINEL_PASSWORD,
          ConfigKeys.REDIS_TLS_CA,
          ConfigKeys.REDIS_TLS_CERTIFICATE,
          ConfigKeys.REDIS_TLS_KEY,
          ConfigKeys.REDIS_TLS_VERIFY,
          ConfigKeys.REDIS_TIMEOUT,
          ConfigKeys.REDIS_CLIENT_NAME);

  private RedisAccessKeys() {}

  /** Empty if no Redis is configured, or something was wrong. */
  static Optional<RedisAccess> read(ConfigReader reader) {
    Optional<String> uri = text(reader, ConfigKeys.REDIS_URI);
    List<String> cluster = reader.list(ConfigKeys.REDIS_CLUSTER, v -> true, "");
    if (uri.isEmpty() && cluster.isEmpty()) {
      for (ConfigKey key : OTHERS) {
        if (reader.isSet(key)) {
          reader.mistake(
              key.name()
                  + " has no effect: set "
                  + ConfigKeys.REDIS_URI.name()
                  + " or "
                  + ConfigKeys.REDIS_CLUSTER.name()
                  + " too");
        }
      }
      return Optional.empty();
    }
    RedisAccess.Builder builder = RedisAccess.builder();
    uri.ifPresent(builder::uri);
    builder.cluster(cluster);
    text(reader, ConfigKeys.REDIS_USERNAME).ifPresent(builder::username);
    text(reader, ConfigKeys.REDIS_PASSWORD).ifPresent(builder::password);
    text(reader, ConfigKeys.REDIS_SENTINEL_USERNAME).ifPresent(builder::sentinelUsername);
    text(reader, ConfigKeys.REDIS_SENTINEL_PASSWORD).ifPresent(builder::sentinelPassword);
    var timeout = reader.duration(ConfigKeys.REDIS_TIMEOUT);
    if (reader.isSet(ConfigKeys.REDIS_TIMEOUT)) {
      builder.timeout(timeout);
    }
    text(reader, ConfigKeys.REDIS_CLIENT_NAME).ifPresent(builder::clientName);
    int before = reader.mistakes().size();
    Optional<Path> ca = file(reader, ConfigKeys.REDIS_TLS_CA);
    Optional<Path> certificate = file(reader, ConfigKeys.REDIS_TLS_CERTIFICATE);
    Optional<Path> key = file(reader, ConfigKeys.REDIS_TLS_KEY);
    Optional<RedisTls.Verify> verify = verify(reader);
    if (reader.mistakes().size() > before) {
      return Optional.empty();
    }
    try {
      builder.tls(new RedisTls(ca, certificate, key, verify));
      return Optional.of(builder.build());
    } catch (IllegalArgumentException e) {
      // The options bear the names of the keys.
      reader.mistake(ConfigKeys.PREFIX + "redis." + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> text(ConfigReader reader, ConfigKey key) {
    return reader.optionalText(key, v -> true, "");
  }

  private static Optional<Path> file(ConfigReader reader, ConfigKey key) {
    try {
      return text(reader, key).map(Path::of);
    } catch (InvalidPathException e) {
      reader.mistake(key.name() + ": allowed is the path of a file");
      return Optional.empty();
    }
  }

  /** Empty if the key is not set: the address may say it then. */
  private static Optional<RedisTls.Verify> verify(ConfigReader reader) {
    String name =
        reader.text(
            ConfigKeys.REDIS_TLS_VERIFY,
            v -> RedisTls.Verify.of(v).isPresent(),
            "full, ca or none");
    return reader.isSet(ConfigKeys.REDIS_TLS_VERIFY) ? RedisTls.Verify.of(name) : Optional.empty();
  }
}
