package io.github.socketiojakarta.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.testing.RedisServer;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Bad entries pass by (contract, point 5). */
class HostileEntriesIT {

  private static final Pattern XREADS = Pattern.compile("cmdstat_xread:calls=(\\d+)");

  @AutoClose private static final RedisServer redis = RedisServer.started();

  @Test
  void passesByWhatItCannotRead() {
    RedisCommands<String, String> client = redis.client();
    try (TestNode node = TestNode.started(TestNode.options(redis.uri()))) {
      Random random = new Random(42);
      List<String> good = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        client.xadd("socket.io", i % 2 == 0 ? hostile(i / 2) : noise(random));
        if (i % 1_000 == 999) {
          good.add("good" + i);
          node.emit("good" + i);
        }
      }
      TestNode.await("the last", () -> node.texts().contains(good.get(good.size() - 1)));
      assertThat(node.texts()).isEqualTo(good);
      long skipped = node.adapter.stats().skipped();
      assertThat(skipped).isGreaterThan(1_000);
      List<AdapterEvent.EntrySkipped> told = node.events(AdapterEvent.EntrySkipped.class);
      assertThat(told).isNotEmpty().hasSizeLessThan(1_000);
      assertThat(told.stream().mapToLong(event -> 1 + event.keptBack()).sum())
          .isBetween(1L, skipped);
      assertThat(told)
          .allSatisfy(
              event -> {
                assertThat(event.source()).isEqualTo("socket.io");
                assertThat(event.offset()).isPresent();
                assertThat(event.reason()).isNotBlank();
              });
      assertThat(node.adapter.stats().holes() + node.adapter.stats().restarts()).isZero();
      assertThat(node.adapter.stats().reconnects()).isZero();
      TestNode.await("quiet", () -> node.adapter.stats().pending() == 0);

      long before = reads(client);
      TestNode.pause(1_000);
      assertThat(reads(client) - before)
          .as("reads in a second, of half a second each")
          .isLessThan(6);
    }
  }

  @Test
  void listenerThatThrowsMissesNothingElse() throws Exception {
    List<String> applied = new CopyOnWriteArrayList<>();
    try (AdapterParts parts = new AdapterParts();
        RedisStreamsAdapter adapter = parts.adapter(TestNode.options(redis.uri()))) {
      adapter.register(
          "/",
          (message, offset) -> {
            String text = new TestNode.Delivery(message, null).text();
            if (text.startsWith("bad")) {
              throw new StackOverflowError("as of a listener that recurses");
            }
            applied.add(text);
          });
      adapter.start();
      List<CompletableFuture<?>> done = new ArrayList<>();
      for (String text : List.of("1", "bad2", "3", "bad4", "5")) {
        done.add(
            adapter.publish(TestNode.broadcast(text, BroadcastOptions.ALL)).toCompletableFuture());
      }
      CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])).get(30, SECONDS);
      assertThat(applied).containsExactly("1", "3", "5");
      assertThat(adapter.stats().skipped()).isEqualTo(2);
    }
  }

  private static long reads(RedisCommands<String, String> client) {
    Matcher matcher = XREADS.matcher(client.info("commandstats"));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** Entries that look like ours but break off, lie or overflow at some place. */
  private static Map<String, String> hostile(int i) {
    String deep = "{\"packet\":" + "[".repeat(50_000);
    List<String> data =
        List.of(
            "{",
            "{}",
            "[]",
            "null",
            "",
            " ",
            "!!!!",
            "gqZwYWNrZXQ=", // MessagePack that breaks off
            "3////w==", // MessagePack that announces four thousand million elements
            "{\"packet\":null,\"opts\":null}",
            "{\"packet\":{},\"opts\":{}}",
            "{\"packet\":{\"type\":2,\"data\":7},\"opts\":{\"rooms\":1,\"except\":{},\"flags\":[]}}",
            "{\"packet\":{\"type\":99,\"data\":[]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
            "{\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},\"rooms\":[{}]}",
            deep,
            "{\"packet\":{\"type\":2,\"data\":[\"\\ud800\"");
    List<String> types =
        List.of(
            "3",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "10",
            "11",
            "12",
            "13",
            "0",
            "-3",
            "99999999999999999999",
            "x",
            "");
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("uid", i % 3 == 0 ? "0123456789abcdef" : "\u0000\uffff".repeat(i % 5));
    entry.put("nsp", i % 7 == 0 ? "/unknown" : "/");
    entry.put("type", types.get(i % types.size()));
    entry.put("data", data.get(i % data.size()));
    entry.put("seq", i % 2 == 0 ? "-1" : "999999999999999999999999");
    if (i % 11 == 0) {
      entry.remove("uid");
    }
    if (i % 13 == 0) {
      entry.remove("data");
    }
    return entry;
  }

  private static Map<String, String> noise(Random random) {
    Map<String, String> entry = new LinkedHashMap<>();
    List<String> names = List.of("uid", "nsp", "type", "data", "seq", "", "x");
    for (int i = 0; i <= random.nextInt(6); i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      entry.put(
          names.get(random.nextInt(names.size())),
          new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    entry.put("x", "");
    return entry;
  }
}
