package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's table is that of the code. */
class ReadmeTest {

  @Test
  void listsEveryKeyWithItsDefaultAndMeaning() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| `" + ConfigKeys.PREFIX))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(SocketIoConfig.KEYS.stream().map(ReadmeTest::row).toList());
  }

  private static String row(ConfigKey key) {
    String value = key.defaultValue().isEmpty() ? "none" : "`" + key.defaultValue() + "`";
    return "| `" + key.name() + "` | " + value + " | " + key.meaning() + " |";
  }
}
