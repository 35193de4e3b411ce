package io.github.socketiojakarta.redis.net;

import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How servers of Redis are met over TLS. All files are PEM.
 *
 * @param ca the certificates that the server's is checked against; those of the JVM if empty
 * @param certificate this client's own certificate, its chain behind it; none if empty
 * @param key the private key of that certificate, PKCS #8, not encrypted; required with it
 * @param verify what is checked; empty leaves it to the address's {@code verifyPeer=}, else {@link
 *     Verify#FULL}
 */
public record RedisTls(
    Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, Optional<Verify> verify) {

  /** Nothing but the defaults. */
  public static final RedisTls DEFAULTS =
      new RedisTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** What of a server's certificate is checked. */
  public enum Verify {
    /** Who signed it, and that it names the host that was connected to. */
    FULL(SslVerifyMode.FULL),
    /** Who signed it. */
    CA(SslVerifyMode.CA),
    /** Nothing: anyone may be the server. For tests. */
    NONE(SslVerifyMode.NONE);

    private final SslVerifyMode mode;

    Verify(SslVerifyMode mode) {
      this.mode = mode;
    }

    SslVerifyMode mode() {
      return mode;
    }

    /**
     * Reads a name.
     *
     * @param name of any case
     * @return it; empty if there is none of that name
     */
    public static Optional<Verify> of(String name) {
      for (Verify verify : values()) {
        if (verify.name().equals(name.toUpperCase(Locale.ROOT))) {
          return Optional.of(verify);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Checks the values and reads the files once.
   *
   * @throws IllegalArgumentException naming the option and what is wrong
   */
  public RedisTls {
    Objects.requireNonNull(ca, "ca");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(verify, "verify");
    if (certificate.isPresent() && key.isEmpty()) {
      throw new IllegalArgumentException("tls.key: is missing, tls.certificate needs it");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      throw new IllegalArgumentException("tls.certificate: is missing, tls.key needs it");
    }
    if (ca.isPresent() && verify.equals(Optional.of(Verify.NONE))) {
      throw new IllegalArgumentException("tls.ca: has no effect while tls.verify is none");
    }
    ca.ifPresent(file -> Pem.trust("tls.ca", file));
    certificate.ifPresent(
        file -> Pem.identity("tls.certificate", file, "tls.key", key.orElseThrow()));
  }

  boolean isDefault() {
    return equals(DEFAULTS);
  }

  /** Adds to what is there already: files that are not named are left as they are. */
  SslOptions applyTo(SslOptions present) {
    SslOptions.Builder builder = present.mutate();
    ca.ifPresent(file -> builder.trustManager(Pem.trust("tls.ca", file)));
    certificate.ifPresent(
        file ->
            builder.keyManager(
                Pem.identity("tls.certificate", file, "tls.key", key.orElseThrow())));
    return builder.build();
  }
}
