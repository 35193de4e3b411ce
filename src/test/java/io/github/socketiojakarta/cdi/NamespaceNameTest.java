package io.github.socketiojakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.protocol.SocketIoException;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceNameTest {

  private final Config config =
      SocketIoConfigTest.config(Map.of("app.nsp", "/chat", "app.tenant", "acme$1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | /",
        "/chat | /chat",
        "${app.nsp} | /chat",
        "${app.nsp:/other} | /chat",
        "${app.none:/other} | /other",
        "/t/${app.tenant}/${app.none:x} | /t/acme$1/x",
        "/${app.none:} | /",
      })
  void resolves(String value, String name) {
    assertThat(NamespaceName.resolve(value, config)).isEqualTo(name);
  }

  @Test
  void namesTheKeyThatHasNoValue() {
    assertThatThrownBy(() -> NamespaceName.resolve("${app.none}", config))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("no value for ${app.none}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "chat", "/a,b", "/a?b", "/${}", "/${app.nsp", "${app.tenant}"})
  void refusesWhatIsNoName(String value) {
    assertThatThrownBy(() -> NamespaceName.resolve(value, config))
        .isInstanceOf(SocketIoException.class)
        .hasMessageContaining("begins with /");
  }
}
