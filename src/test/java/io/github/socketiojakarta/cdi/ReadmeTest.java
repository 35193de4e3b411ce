package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's tables are those of the code. */
class ReadmeTest {

  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");

  @Test
  void listsEveryKeyWithItsDefaultAndMeaning() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| `" + ConfigKeys.PREFIX))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(SocketIoConfig.KEYS.stream().map(ReadmeTest::row).toList());
  }

  /** A test that is named as proof exists, with its method if that is named too. */
  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, String> tests = new HashMap<>();
    for (String root : List.of("src/test/java", "src-it/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          String name = file.getFileName().toString().replaceFirst("\\.java$", "");
          tests.put(name, Files.readString(file));
        }
      }
    }
    Matcher named = NAMED_TEST.matcher(Files.readString(Path.of("README.md")));
    int count = 0;
    for (; named.find(); count++) {
      String method = named.group(2);
      assertThat(tests).containsKey(named.group(1));
      assertThat(tests.get(named.group(1)))
          .as(named.group())
          .containsPattern(method == null ? "@(Parameterized)?Test" : "void " + method + "\\(");
    }
    assertThat(count).isPositive();
  }

  private static String row(ConfigKey key) {
    String value = key.defaultValue().isEmpty() ? "none" : "`" + key.defaultValue() + "`";
    return "| `" + key.name() + "` | " + value + " | " + key.meaning() + " |";
  }
}
