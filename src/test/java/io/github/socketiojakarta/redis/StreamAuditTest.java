package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.Offset;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the answers of Redis say of a stream of which so much was read. */
class StreamAuditTest {

  private static final int COUNT = 10; // asked for, beside the entry at the place

  // --- Redis 7 -------------------------------------------------------------------------------

  @Test
  void allThatWasAddedIsThere() {
    assertThat(compare(5, 5, audit(info(5, 5, 1), 5, 5))).isInstanceOf(StreamAudit.Whole.class);
    assertThat(compare(5, 5, audit(info(8, 8, 1), 5, 8))).isInstanceOf(StreamAudit.Whole.class);
    assertThat(compare(5, 5, audit(info(100, 100, 1), 5, 15)))
        .as("more than was asked for")
        .isInstanceOf(StreamAudit.Whole.class);
    assertThat(compare(5, 5, audit(info(8, 3, 6), 6, 8)))
        .as("trimmed just up to here")
        .isInstanceOf(StreamAudit.Whole.class);
  }

  @Test
  void whatWasTrimmedUnreadIsMissing() {
    assertThat(compare(5, 5, audit(info(20, 4, 17), 17, 20)))
        .isEqualTo(new StreamAudit.Gap(OptionalLong.of(11)));
    assertThat(compare(5, 5, audit(info(100, 50, 51), 51, 61)))
        .as("more than was asked for")
        .isEqualTo(new StreamAudit.Gap(OptionalLong.of(45)));
    assertThat(compare(5, 5, audit(info(9, 0, 0), 0, -1)))
        .as("nothing is left")
        .isEqualTo(new StreamAudit.Gap(OptionalLong.of(4)));
  }

  @Test
  void whatWasDeletedUnreadIsMissing() {
    StreamAudit audit = audit(info(8, 7, 1), 5, 7); // the 8th was deleted
    assertThat(compare(5, 5, audit)).isEqualTo(new StreamAudit.Gap(OptionalLong.of(1)));
    assertThat(audit.wholeFrom(id(5))).isEqualTo(id(8));
  }

  @Test
  void whatIsMissingWasBeforeTheFirstThereIs() {
    assertThat(audit(info(20, 4, 17), 17, 20).wholeFrom(id(5))).isEqualTo(id(17));
    assertThat(audit(info(9, 0, 0), 0, -1).wholeFrom(id(5))).isEqualTo(id(9));
  }

  @Test
  void entriesAddedBetweenTheAnswersAreNoneTooMany() {
    StreamAudit audit = audit(info(6, 6, 1), 5, 9); // three more came behind the first answer
    assertThat(audit.told()).isEqualTo(1);
    assertThat(audit.isAll()).isTrue();
    assertThat(compare(5, 5, audit)).isInstanceOf(StreamAudit.Whole.class);
  }

  @Test
  void anotherStreamIsToldByItsNumbersItsEndOrItsEntries() {
    assertThat(compare(5, 5, audit(StreamInfo.ABSENT, 0, -1)))
        .isInstanceOf(StreamAudit.Another.class);
    assertThat(compare(5, 5, audit(info(3, 3, 1), 0, -1))).isInstanceOf(StreamAudit.Another.class);
    assertThat(compare(5, 50, audit(info(8, 8, 1), 5, 8)))
        .as("fewer were added than read")
        .isInstanceOf(StreamAudit.Another.class);
    assertThat(compare(5, 5, audit(info(40, 40, 6), 6, 16)))
        .as("nothing was removed, and what was read is not there")
        .isInstanceOf(StreamAudit.Another.class);
    assertThat(compare(5, 2, audit(info(5, 5, 1), 5, 5)))
        .as("more were added than read, and nothing was removed")
        .isInstanceOf(StreamAudit.Another.class);
    StreamAudit audit = audit(info(5, 5, 1), 5, 5);
    assertThat(audit.compare(id(5), OptionalLong.of(4711), OptionalLong.of(5)))
        .isInstanceOf(StreamAudit.Another.class);
  }

  @Test
  void anEntryThatIsGoneThoughOlderOnesAreThereIsDoubtful() {
    assertThat(compare(5, 5, audit(info(5, 4, 1), 6, 5))).isInstanceOf(StreamAudit.Doubt.class);
    assertThat(audit(info(5, 4, 1), 6, 5).compare(id(5), OptionalLong.empty(), OptionalLong.of(5)))
        .as("it is known to be gone")
        .isInstanceOf(StreamAudit.Whole.class);
  }

  // --- before ------------------------------------------------------------------------------

  @Test
  void withoutNumbersAHoleIsAssumedWhereNothingReadIsLeft() {
    assertThat(compareOld(audit(old(info(8, 8, 1)), 5, 8))).isInstanceOf(StreamAudit.Whole.class);
    assertThat(compareOld(audit(old(info(20, 4, 17)), 17, 20)))
        .isEqualTo(new StreamAudit.Gap(OptionalLong.empty()));
    assertThat(compareOld(audit(old(info(5, 0, 0)), 0, -1)))
        .as("trimmed after it was read")
        .isInstanceOf(StreamAudit.Whole.class);
    assertThat(compareOld(audit(old(info(3, 3, 1)), 0, -1)))
        .isInstanceOf(StreamAudit.Another.class);
    assertThat(compareOld(audit(old(info(8, 7, 1)), 6, 8))).isInstanceOf(StreamAudit.Doubt.class);
  }

  @Test
  void answersOfAnyRedisAreUnderstood() {
    List<Object> fields = List.of(bytes("uid"), bytes("x"), bytes("data"), bytes("{}"));
    List<Object> redis62 =
        List.of(
            bytes("length"),
            2L,
            bytes("radix-tree-keys"),
            1L,
            bytes("radix-tree-nodes"),
            2L,
            bytes("last-generated-id"),
            bytes("7-2"),
            bytes("groups"),
            0L,
            bytes("first-entry"),
            List.of(bytes("5-1"), fields),
            bytes("last-entry"),
            List.of(bytes("7-2"), fields));
    StreamInfo info = StreamInfo.parse(redis62);
    long fingerprint = Fingerprint.of(Map.of("x", new byte[0]));
    assertThat(info.length()).isEqualTo(2);
    assertThat(info.added()).isEmpty();
    assertThat(info.removed()).isEmpty();
    assertThat(info.lastId()).isEqualTo(new Offset(7, 2));
    assertThat(info.highestDeleted()).isEqualTo(Offset.ZERO);
    assertThat(info.first().orElseThrow().offset()).isEqualTo(new Offset(5, 1));
    assertThat(info.last().orElseThrow().fingerprint()).isNotEqualTo(fingerprint);

    List<Object> redis7 = new ArrayList<>(redis62);
    redis7.addAll(
        List.of(bytes("entries-added"), 12L, bytes("max-deleted-entry-id"), bytes("6-0")));
    assertThat(StreamInfo.parse(redis7).added()).hasValue(12);
    assertThat(StreamInfo.parse(redis7).removed()).hasValue(10);
    assertThat(StreamInfo.parse(redis7).highestDeleted()).isEqualTo(new Offset(6, 0));
  }

  // --- parts -------------------------------------------------------------------------------

  @Test
  void fingerprintsTellEntriesApart() {
    byte[] large = new byte[100_000];
    long one = Fingerprint.of(Map.of("data", large.clone()));
    assertThat(Fingerprint.of(Map.of("data", large.clone()))).isEqualTo(one);
    for (int changed : new int[] {0, 255, 99_744, 99_999}) {
      byte[] other = large.clone();
      other[changed] = 1;
      assertThat(Fingerprint.of(Map.of("data", other))).as("byte " + changed).isNotEqualTo(one);
    }
    assertThat(Fingerprint.of(Map.of("data", new byte[99_999]))).isNotEqualTo(one);
    assertThat(Fingerprint.of(Map.of("datum", large))).isNotEqualTo(one);
    assertThat(Fingerprint.of(null)).isEqualTo(Fingerprint.of(Map.of()));
  }

  @Test
  void placesAreRememberedInOrderAndTheOldestForgotten() {
    Places places = new Places(150);
    for (int i = 1; i <= 1_000; i++) {
      places.add(new StreamInfo.Entry(id(i), i));
      if (i == 900) {
        places.makeSure();
      }
    }
    assertThat(places.size()).isEqualTo(150);
    assertThat(places.sure()).isEqualTo(50);
    assertThat(places.floor()).isEqualTo(id(850));
    assertThat(IntStream.range(0, 150).mapToObj(places::get))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(851, 1_000)
                .mapToObj(i -> new StreamInfo.Entry(id(i), i))
                .toList());
    assertThat(places.all()).hasSize(150);
    places.clear(id(7));
    assertThat(places.size()).isZero();
    assertThat(places.sure()).isZero();
    assertThat(places.floor()).isEqualTo(id(7));
  }

  // --- a stream whose entries have the ids 1-0, 2-0... ---------------------------------------

  private static StreamAudit.Finding compare(int place, long count, StreamAudit audit) {
    return audit.compare(
        id(place), OptionalLong.of(Fingerprint.of(fields(place))), OptionalLong.of(count));
  }

  private static StreamAudit.Finding compareOld(StreamAudit audit) {
    return audit.compare(id(5), OptionalLong.of(Fingerprint.of(fields(5))), OptionalLong.empty());
  }

  private static StreamInfo info(int added, int length, int first) {
    return new StreamInfo(
        length,
        OptionalLong.of(added),
        id(added),
        added == length || first > 1 || length == 0 ? Offset.ZERO : id(added),
        first == 0 ? Optional.empty() : Optional.of(entry(first)),
        first == 0 ? Optional.empty() : Optional.of(entry(added)),
        100);
  }

  private static StreamInfo old(StreamInfo info) {
    return new StreamInfo(
        info.length(),
        OptionalLong.empty(),
        info.lastId(),
        Offset.ZERO,
        info.first(),
        info.last(),
        100);
  }

  private static StreamAudit audit(StreamInfo info, int from, int to) {
    List<StreamMessage<String, byte[]>> read =
        IntStream.rangeClosed(from, to)
            .limit(COUNT + 1L)
            .mapToObj(i -> new StreamMessage<>("s", id(i).toString(), fields(i)))
            .toList();
    return StreamAudit.of(id(5), info, read, COUNT + 1);
  }

  private static StreamInfo.Entry entry(int i) {
    return new StreamInfo.Entry(id(i), Fingerprint.of(fields(i)));
  }

  private static Map<String, byte[]> fields(int i) {
    return Map.of("data", bytes("entry " + i));
  }

  private static Offset id(int i) {
    return new Offset(i, 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
