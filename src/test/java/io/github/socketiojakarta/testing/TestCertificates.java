package io.github.socketiojakarta.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A private authority of its own, and what it has signed, as PEM files: made by the JDK's keytool.
 *
 * <p>Files: {@code ca.pem}; {@code server.pem} and {@code server.key} for 127.0.0.1; {@code
 * client.pem} and {@code client.key}; {@code stranger.pem} and {@code stranger.key} for another
 * host.
 */
public final class TestCertificates implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  private TestCertificates(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes them.
   *
   * @return the files
   */
  public static TestCertificates create() {
    try {
      TestCertificates all =
          new TestCertificates(Files.createTempDirectory("socketio-certificates-"));
      all.keyPair("ca", "CN=Test CA", "-ext", "bc:c");
      all.signed("server", "CN=redis", "san=ip:127.0.0.1");
      all.signed("client", "CN=client", "eku=clientAuth");
      all.signed("stranger", "CN=stranger", "san=dns:stranger.example");
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * One of the files.
   *
   * @param name its name
   * @return where it is
   */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /**
   * What makes a server speak TLS with clients that bear a certificate or none.
   *
   * @param port where
   * @param name whose certificate it shows
   * @return arguments
   */
  public List<String> settings(int port, String name) {
    return List.of(
        "--tls-port",
        Integer.toString(port),
        "--tls-cert-file",
        file(name + ".pem").toString(),
        "--tls-key-file",
        file(name + ".key").toString(),
        "--tls-ca-cert-file",
        file("ca.pem").toString(),
        "--tls-auth-clients",
        "optional");
  }

  private void signed(String name, String subject, String extension)
      throws IOException, GeneralSecurityException {
    keyPair(name, subject);
    Path request = file(name + ".csr");
    keytool(name, "-certreq", "-file", request.toString());
    keytool(
        "ca",
        "-gencert",
        "-rfc",
        "-ext",
        extension,
        "-infile",
        request.toString(),
        "-outfile",
        file(name + ".pem").toString());
  }

  private void keyPair(String name, String subject, String... more)
      throws IOException, GeneralSecurityException {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-dname", subject));
    arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(new String[0]));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = store.getCertificate(name);
    pem(name + ".pem", "CERTIFICATE", certificate.getEncoded());
    Key key = store.getKey(name, PASSWORD.toCharArray());
    pem(name + ".key", "PRIVATE KEY", key.getEncoded());
  }

  private void pem(String name, String type, byte[] bytes) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    Files.writeString(
        file(name), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  private void keytool(String alias, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", alias, "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file(alias + ".p12").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
