package io.github.socketiojakarta.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The WildFly that the build unpacked, and the base directory that its nodes are copied from. */
final class WildFly {

  /** Of Maven, also when an IDE runs a test: the working directory is the module. */
  static final Path TARGET = Path.of("target").toAbsolutePath();

  // What bin/standalone.sh opens for the server on a modular JDK.
  private static final List<String> OPEN =
      List.of(
          "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
          "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.security=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.management/javax.management=ALL-UNNAMED",
          "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
          "-Djava.net.preferIPv4Stack=true",
          "-Djava.awt.headless=true",
          "-Djboss.modules.system.pkgs=org.jboss.byteman");

  private WildFly() {}

  /** Where WildFly is. */
  static Path home() {
    try (Stream<Path> children = Files.list(TARGET)) {
      return children
          .filter(child -> child.getFileName().toString().matches("wildfly-\\d.*"))
          .filter(child -> Files.exists(child.resolve("jboss-modules.jar")))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no WildFly; run: mvn -DskipTests verify"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Java process that runs one of WildFly's modules; add what it needs and start it. */
  static ProcessBuilder java(List<String> jvm, String module, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(OPEN);
    command.addAll(List.of("-jar", home().resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", home().resolve("modules").toString(), module));
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JBOSS_HOME", home().toString());
    builder.environment().remove("JAVA_OPTS");
    return builder;
  }

  /** Copies the configured base directory; configures it first if that has not been done. */
  static synchronized void copyBase(Path to) {
    try {
      Path script = Path.of("wildfly-config", "node.cli");
      Path template = TARGET.resolve("wildfly-base");
      Path applied = template.resolve("node.cli");
      if (!Files.exists(applied) || Files.mismatch(script, applied) != -1) {
        delete(template);
        copy(home().resolve("standalone"), template);
        configure(script, template);
        delete(template.resolve("log")); // each node's is its own
        Files.copy(script, applied);
      }
      delete(to);
      copy(template, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void configure(Path script, Path base) throws IOException {
    Path log = TARGET.resolve("wildfly-config.log");
    Process cli =
        java(
                List.of("-Djboss.server.base.dir=" + base, "-Djboss.cli.log.level=INFO"),
                "org.jboss.as.cli",
                List.of("--file=" + script.toAbsolutePath(), "--echo-command"))
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!cli.waitFor(3, TimeUnit.MINUTES) || cli.exitValue() != 0) {
        cli.destroyForcibly();
        throw new IllegalStateException("WildFly could not be configured: see " + log);
      }
    } catch (InterruptedException e) {
      cli.destroyForcibly();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
