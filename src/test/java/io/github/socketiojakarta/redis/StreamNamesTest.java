package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StreamNamesTest {

  @TestFactory
  Stream<DynamicTest> namesTheStreamNodeNames() {
    return WireVectors.read("hash.jsonl").stream()
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line.get("id") + " " + line.get("nsp"),
                    () -> {
                      String nsp = (String) WireVectors.plain(line.get("nsp")).orElseThrow()[0];
                      ((Map<?, ?>) line.get("streamByCount"))
                          .forEach(
                              (count, stream) -> {
                                int n = Integer.parseInt((String) count);
                                assertThat(StreamNames.stream("socket.io", n, nsp))
                                    .isEqualTo(stream);
                              });
                    }));
  }
}
