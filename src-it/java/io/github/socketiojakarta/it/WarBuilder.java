package io.github.socketiojakarta.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Builds a WAR the way a user's build does: the application's classes and pages, the library's JAR
 * and what it depends on in {@code WEB-INF/lib}, an empty {@code beans.xml}, the configuration.
 */
final class WarBuilder {

  private static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
      """;

  private final String name;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, String> config = new LinkedHashMap<>();

  WarBuilder(String name) {
    this.name = name;
    for (Path jar : dependencies()) {
      files.put("WEB-INF/lib/" + jar.getFileName(), jar);
    }
    files.put("WEB-INF/lib/socketio-jakarta.jar", library());
  }

  /** The JARs that the build has found for a user's runtime. */
  private static List<Path> dependencies() {
    try {
      String jars = Files.readString(WildFly.TARGET.resolve("war-lib.txt")).trim();
      return Stream.of(jars.split(Pattern.quote(File.pathSeparator))).map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path library() {
    try (Stream<Path> children = Files.list(WildFly.TARGET)) {
      return children
          .filter(path -> path.getFileName().toString().matches("socketio-jakarta-.*\\.jar"))
          .filter(path -> !path.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no JAR; run: mvn -DskipTests verify"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the classes of a package of ours, with what is below it. */
  WarBuilder classes(String packageName) {
    String path = "io/github/socketiojakarta/" + packageName;
    addAll("WEB-INF/classes/" + path + "/", WildFly.TARGET.resolve("test-classes").resolve(path));
    return this;
  }

  /**
   * Takes the classes of a package of ours as a JAR in {@code WEB-INF/lib}, where containers look
   * for initializers.
   *
   * @param initializer its ServletContainerInitializer
   */
  WarBuilder jar(String packageName, String initializer) {
    String path = "io/github/socketiojakarta/" + packageName;
    Path classes = WildFly.TARGET.resolve("test-classes").resolve(path);
    Path jar = war().resolveSibling(packageName + ".jar");
    try (Stream<Path> all = Files.walk(classes);
        ZipOutputStream zip = zip(jar)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        zip.putNextEntry(new ZipEntry(path + "/" + classes.relativize(file)));
        Files.copy(file, zip);
      }
      text(zip, "META-INF/services/jakarta.servlet.ServletContainerInitializer", initializer);
      text(zip, "META-INF/beans.xml", BEANS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.put("WEB-INF/lib/" + packageName + ".jar", jar);
    return this;
  }

  /** Takes pages. */
  WarBuilder webapp(Path root) {
    addAll("", root);
    return this;
  }

  /** Adds a line to {@code microprofile-config.properties}. */
  WarBuilder config(String key, Object value) {
    config.put(key, value.toString());
    return this;
  }

  private void addAll(String prefix, Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .sorted()
          .forEach(
              file ->
                  files.put(prefix + root.relativize(file).toString().replace('\\', '/'), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code target/war/<name>}. */
  Path build() {
    try (ZipOutputStream zip = zip(war())) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        Files.copy(file.getValue(), zip);
      }
      text(zip, "WEB-INF/beans.xml", BEANS);
      text(
          zip,
          "WEB-INF/classes/META-INF/microprofile-config.properties",
          config.entrySet().stream()
              .map(line -> line.getKey() + "=" + line.getValue() + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return war();
  }

  private Path war() {
    return WildFly.TARGET.resolve("war").resolve(name);
  }

  private static ZipOutputStream zip(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
    zip.setLevel(1);
    return zip;
  }

  private static void text(ZipOutputStream zip, String path, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(path));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
