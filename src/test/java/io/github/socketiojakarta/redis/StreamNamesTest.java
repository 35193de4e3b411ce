package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.WireVectors;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
                                assertThat(StreamNames.stream(streams(n).build(), nsp))
                                    .isEqualTo(stream);
                              });
                    }));
  }

  @Test
  void spreadsEvenlyIfToldSo() {
    RedisOptions even = streams(4).evenStreams(true).build();
    List<String> used =
        IntStream.range(0, 400)
            .mapToObj(i -> StreamNames.stream(even, "/room" + i))
            .distinct()
            .sorted()
            .toList();
    assertThat(used).containsExactly("socket.io-0", "socket.io-1", "socket.io-2", "socket.io-3");
  }

  private static RedisOptions.Builder streams(int count) {
    return RedisOptions.builder("redis://localhost").streamCount(count);
  }
}
