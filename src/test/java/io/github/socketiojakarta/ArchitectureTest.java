package io.github.socketiojakarta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Draws the arrows between the packages and compares them with {@code architecture.txt}. */
class ArchitectureTest {

  private static final String ROOT = "io.github.socketiojakarta";
  private static final Path SOURCES = Path.of("src/main/java", ROOT.replace('.', '/'));

  /** Any use of a package counts: imports and qualified names, in code and in Javadoc. */
  private static final Pattern OURS =
      Pattern.compile(Pattern.quote(ROOT) + "\\.([a-z]+(?:\\.[a-z]+)*)\\b(?!\\()");

  /** What must be had without a container: it may be run and tested anywhere. */
  private static final Set<String> CORE =
      Set.of("concurrent", "protocol", "engine", "adapter", "server", "json", "msgpack", "redis");

  private static final Pattern FOREIGN =
      Pattern.compile(
          "^import (?:static )?((?:jakarta|io\\.lettuce|org\\.eclipse|org\\.msgpack)\\S*);",
          Pattern.MULTILINE);

  private static Map<String, List<String>> picture() throws IOException {
    Map<String, List<String>> picture = new LinkedHashMap<>();
    try (InputStream in = ArchitectureTest.class.getResourceAsStream("/architecture.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] sides = line.split("->");
        picture.put(
            sides[0].strip(),
            sides.length == 1 || sides[1].isBlank()
                ? List.of()
                : List.of(sides[1].strip().split(" +")));
      }
    }
    return picture;
  }

  /** The source files by package. */
  private static Map<String, List<Path>> sources() throws IOException {
    Map<String, List<Path>> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file -> sources.computeIfAbsent(packageOf(file), p -> new ArrayList<>()).add(file));
    }
    return sources;
  }

  private static String packageOf(Path file) {
    return SOURCES.relativize(file).getParent().toString().replace(File.separatorChar, '.');
  }

  /** The arrows there are, and a file for each that shows it. */
  private static Map<String, Map<String, Path>> arrows() throws IOException {
    Map<String, Map<String, Path>> arrows = new TreeMap<>();
    for (Map.Entry<String, List<Path>> source : sources().entrySet()) {
      Map<String, Path> targets = new TreeMap<>();
      for (Path file : source.getValue()) {
        Matcher matcher = OURS.matcher(Files.readString(file));
        while (matcher.find()) {
          if (!matcher.group(1).equals(source.getKey())) {
            targets.putIfAbsent(matcher.group(1), file);
          }
        }
      }
      arrows.put(source.getKey(), targets);
    }
    return arrows;
  }

  @Test
  void theCodeHasNoArrowThatThePictureLacks() throws IOException {
    Map<String, List<String>> picture = picture();
    List<String> unexpected = new ArrayList<>();
    arrows()
        .forEach(
            (from, targets) ->
                targets.forEach(
                    (to, file) -> {
                      if (!picture.getOrDefault(from, List.of()).contains(to)) {
                        unexpected.add(from + " -> " + to + " in " + file);
                      }
                    }));
    assertThat(unexpected).isEmpty();
  }

  @Test
  void thePictureShowsEveryPackage() throws IOException {
    assertThat(new TreeSet<>(picture().keySet())).isEqualTo(sources().keySet());
  }

  @Test
  void thePictureHasNoCircle() throws IOException {
    Map<String, List<String>> picture = picture();
    List<String> order = new ArrayList<>(picture.keySet());
    picture.forEach(
        (from, targets) ->
            assertThat(targets)
                .as("arrows of " + from + " point down the list")
                .allMatch(to -> order.indexOf(to) > order.indexOf(from)));
  }

  @Test
  void theCoreNeedsNoContainer() throws IOException {
    List<String> unexpected = new ArrayList<>();
    for (Map.Entry<String, List<Path>> source : sources().entrySet()) {
      if (!CORE.contains(outermost(source.getKey()))) {
        continue;
      }
      for (Path file : source.getValue()) {
        Matcher matcher = FOREIGN.matcher(Files.readString(file));
        while (matcher.find()) {
          if (!isAllowed(source.getKey(), matcher.group(1))) {
            unexpected.add(file + " imports " + matcher.group(1));
          }
        }
      }
    }
    assertThat(unexpected).isEmpty();
  }

  private static String outermost(String pack) {
    return pack.split("\\.")[0];
  }

  private static boolean isAllowed(String from, String type) {
    return switch (outermost(from)) {
      case "json" -> type.startsWith("jakarta.json.");
      case "msgpack" -> type.startsWith("org.msgpack.");
      case "redis" -> type.startsWith("io.lettuce.");
      default -> false;
    };
  }
}
