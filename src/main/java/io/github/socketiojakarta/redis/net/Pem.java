package io.github.socketiojakarta.redis.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads certificates and keys from PEM files (RFC 7468) with what the JDK has. Mistakes are {@link
 * IllegalArgumentException}s that name the option; what a key file holds is never repeated.
 */
final class Pem {

  private static final char[] NO_PASSWORD = new char[0];
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private Pem() {}

  /** Trusts the certificates of a file, and no others. */
  static TrustManagerFactory trust(String option, Path file) {
    Collection<? extends Certificate> certificates = certificates(option, file);
    try {
      KeyStore store = emptyStore();
      int i = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + i++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw wrong(option, file, "cannot be used: " + e.getMessage(), e);
    }
  }

  /** A certificate with its chain, and its private key. */
  static KeyManagerFactory identity(
      String certificateOption, Path certificateFile, String keyOption, Path keyFile) {
    Certificate[] chain =
        certificates(certificateOption, certificateFile).toArray(new Certificate[0]);
    PrivateKey key = key(keyOption, keyFile, chain[0].getPublicKey());
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key, NO_PASSWORD, chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw wrong(certificateOption, certificateFile, "cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(String option, Path file) {
    byte[] bytes = bytes(option, file);
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (GeneralSecurityException e) {
      throw wrong(option, file, "holds no PEM certificates", e);
    }
    throw wrong(option, file, "holds no PEM certificates", null);
  }

  private static PrivateKey key(String option, Path file, PublicKey of) {
    Matcher matcher = KEY.matcher(new String(bytes(option, file), StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw wrong(
          option, file, "holds no unencrypted PKCS #8 key (-----BEGIN PRIVATE KEY-----)", null);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(of.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The exception may quote what it read: it is not passed on.
      throw wrong(
          option, file, "holds no " + of.getAlgorithm() + " key as the certificate's", null);
    }
  }

  private static byte[] bytes(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw wrong(option, file, "cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static IllegalArgumentException wrong(
      String option, Path file, String what, Exception cause) {
    return new IllegalArgumentException(option + ": the file " + file + " " + what, cause);
  }
}
