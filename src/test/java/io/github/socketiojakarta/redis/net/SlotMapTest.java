package io.github.socketiojakarta.redis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotMapTest {

  private static final RedisURI SPEAKER = RedisURI.create("rediss://ada:secret@speaker:6379");

  private static List<Object> server(String host, long port) {
    byte[] bytes = host == null ? null : host.getBytes(StandardCharsets.UTF_8);
    return Arrays.asList(bytes, port, "id".getBytes(StandardCharsets.UTF_8), List.of());
  }

  private static SlotMap parse(Object... ranges) {
    return SlotMap.parse(List.of(ranges), SPEAKER);
  }

  @Test
  void tellsWhoHasASlot() {
    SlotMap map =
        parse(
            List.of(0L, 100L, server("one", 1), server("replica", 9)),
            List.of(101L, 101L, server("two", 2)),
            List.of(200L, 16_383L, server("one", 1)));
    assertThat(ServerUris.place(map.ownerOf(0))).isEqualTo("one:1");
    assertThat(ServerUris.place(map.ownerOf(100))).isEqualTo("one:1");
    assertThat(ServerUris.place(map.ownerOf(101))).isEqualTo("two:2");
    assertThat(ServerUris.place(map.ownerOf(16_383))).isEqualTo("one:1");
    assertThatThrownBy(() -> map.ownerOf(150))
        .isInstanceOf(RedisConnectionException.class)
        .hasMessageContaining("slot 150");
    assertThat(map.servers())
        .extracting(ServerUris::place)
        .containsExactlyInAnyOrder("one:1", "replica:9", "two:2");
  }

  @Test
  void reachesThemLikeTheOneThatWasAsked() {
    RedisURI owner = parse(List.of(0L, 16_383L, server("one", 1))).ownerOf(7);
    assertThat(owner.isSsl()).isTrue();
    assertThat(owner.getCredentialsProvider()).isSameAs(SPEAKER.getCredentialsProvider());
  }

  @Test
  void aServerThatDoesNotKnowItsHostIsWhereItWasAsked() {
    assertThat(parse(List.of(0L, 1L, server("", 1))).ownerOf(0).getHost()).isEqualTo("speaker");
    assertThat(parse(List.of(0L, 1L, server("?", 1))).ownerOf(0).getHost()).isEqualTo("speaker");
    assertThat(parse(List.of(0L, 1L, server(null, 1))).ownerOf(0).getHost()).isEqualTo("speaker");
  }

  @Test
  void aServerWithoutSlotsHasNothingToSay() {
    assertThatThrownBy(SlotMapTest::parse)
        .isInstanceOf(RedisConnectionException.class)
        .hasMessageContaining("speaker:6379");
  }
}
