package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Node.js and the browser, which not every machine has. */
public final class Tools {

  private Tools() {}

  /**
   * A program of the PATH. Without it the test is skipped and says why; on a build server, where
   * {@code CI=true}, that is a failure.
   */
  public static Path require(String what, String... names) {
    Optional<Path> found = Stream.of(names).flatMap(name -> find(name).stream()).findFirst();
    if (found.isEmpty()) {
      String reason = what + " is not installed (looked for: " + String.join(", ", names) + ")";
      System.out.println("SKIPPED: " + reason);
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
    return found.get();
  }

  private static Optional<Path> find(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Path chromium() {
    return require(
        "Chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  }

  /** A copy of {@code src-it/npm} below {@code target}, with its packages installed. */
  public static Path npm() throws IOException, InterruptedException {
    return install(require("npm", "npm"));
  }

  /**
   * Runs one file of {@code src-it/npm} by Node's own test runner, in a copy below {@code target}
   * with its packages installed.
   */
  static void runNodeTests(String file, String name, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path node = require("Node.js", "node");
    Path directory = npm();
    String output =
        run(
            directory,
            name,
            environment,
            List.of(node.toString(), "--test", "--test-reporter=spec", file));
    // The figures of the runner, so that a run without tests is not taken for a success.
    assertThat(output).containsPattern("tests [1-9]").contains("fail 0");
    System.out.println(
        name
            + ": "
            + output
                .lines()
                .filter(line -> line.matches(".* (pass|fail) \\d+"))
                .toList()
                .toString());
  }

  private static synchronized Path install(Path npm) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(WildFly.TARGET.resolve("npm"));
    Path source = Path.of("src-it", "npm");
    boolean installed =
        Files.exists(directory.resolve("node_modules/.package-lock.json"))
            && Files.exists(directory.resolve("package-lock.json"))
            && Files.mismatch(
                    source.resolve("package-lock.json"), directory.resolve("package-lock.json"))
                == -1;
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.copy(
            file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!installed) {
      run(
          directory,
          "npm-ci",
          Map.of(),
          List.of(npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
    }
    return directory;
  }

  private static String run(
      Path directory, String name, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(10, TimeUnit.MINUTES);
      String output = Files.readString(log, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        fail(command + (ended ? " failed:\n" : " does not end:\n") + output);
      }
      return output;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
