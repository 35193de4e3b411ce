package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.server.Rooms.Member;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private final Rooms<String> rooms = new Rooms<>();
  private final ExecutorService enders = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    enders.shutdown();
  }

  private Member<String> connected(String id, String... joined) {
    Member<String> member = new Member<>(id, id);
    assertThat(rooms.connect(member)).isTrue();
    rooms.join(member, List.of(joined));
    return member;
  }

  private static Set<String> names(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }

  @Test
  void aMemberIsInTheRoomOfItsId() {
    Member<String> a = connected("a", "x");
    assertThat(rooms.roomsOf(a)).containsExactly("a", "x");
    assertThat(rooms.targets(names("a"), Set.of())).containsExactly("a");
  }

  @Test
  void noRoomsMeansEveryoneInTheOrderOfConnecting() {
    connected("b");
    connected("a");
    connected("c");
    assertThat(rooms.targets(Set.of(), Set.of())).containsExactly("b", "a", "c");
    assertThat(rooms.targets(Set.of(), names("a"))).containsExactly("b", "c");
  }

  @Test
  void theUnionOfRoomsHasEachMemberOnceRoomByRoom() {
    Member<String> a = connected("a");
    connected("b", "x", "y");
    connected("c", "y");
    rooms.join(a, List.of("y", "x")); // joins x behind b, y behind b and c

    assertThat(rooms.targets(names("x", "y"), Set.of())).containsExactly("b", "a", "c");
    assertThat(rooms.targets(names("y", "x"), Set.of())).containsExactly("b", "c", "a");
    assertThat(rooms.targets(names("nobody"), Set.of())).isEmpty();
  }

  @Test
  void exceptTakesAwayTheMembersOfEveryRoomNamed() {
    connected("a", "x");
    connected("b", "x", "y");
    connected("c", "x");
    assertThat(rooms.targets(names("x"), names("y", "c", "nobody"))).containsExactly("a");
  }

  @Test
  void joiningTwiceOrLeavingWhatWasNotJoinedIsHarmless() {
    Member<String> a = connected("a", "x", "x");
    rooms.leave(a, List.of("y"));
    rooms.leave(a, List.of("x", "x"));
    assertThat(rooms.roomsOf(a)).containsExactly("a");
    assertThat(rooms.size()).isEqualTo(1);
  }

  @Test
  void whatWasJoinedBeforeConnectingCountsFromThenOn() {
    Member<String> a = new Member<>("a", "a");
    rooms.join(a, List.of("x"));
    assertThat(rooms.targets(names("x"), Set.of())).isEmpty();
    assertThat(rooms.roomsOf(a)).containsExactly("x");

    rooms.connect(a);

    assertThat(rooms.targets(names("x"), Set.of())).containsExactly("a");
    assertThat(rooms.roomsOf(a)).containsExactly("x", "a");
  }

  @Test
  void aLeavingMemberIsUnreachableButKeepsItsRoomsUntilItHasLeft() {
    Member<String> a = connected("a", "x");
    assertThat(rooms.leave(a)).isTrue();

    assertThat(rooms.all()).isEmpty();
    assertThat(rooms.find("a")).isEmpty();
    assertThat(rooms.targets(names("x"), Set.of())).isEmpty();
    assertThat(rooms.size()).isZero();
    assertThat(rooms.roomsOf(a)).containsExactly("a", "x");
    rooms.join(a, List.of("y"));
    rooms.leave(a, List.of("x"));
    assertThat(rooms.roomsOf(a)).containsExactly("a");
    assertThat(rooms.size()).isZero();

    rooms.left(a);

    assertThat(rooms.roomsOf(a)).isEmpty();
    assertThat(rooms.leave(a)).isFalse();
    assertThat(rooms.connect(a)).isFalse();
  }

  @Test
  void aCancelledMemberCannotConnect() {
    Member<String> a = new Member<>("a", "a");
    rooms.join(a, List.of("x"));
    assertThat(rooms.leave(a)).isFalse();
    assertThat(rooms.cancel(a)).isTrue();
    assertThat(rooms.cancel(a)).isFalse();
    assertThat(rooms.connect(a)).isFalse();
    assertThat(rooms.roomsOf(a)).isEmpty();
  }

  @Test
  void letsNobodyInOnceClosed() {
    connected("a");
    assertThat(rooms.close()).containsExactly("a");
    assertThat(rooms.connect(new Member<>("b", "b"))).isFalse();
  }

  @Test
  void snapshotsDoNotChange() {
    Member<String> a = connected("a", "x");
    List<String> all = rooms.all();
    List<String> inRoom = rooms.targets(names("x"), Set.of());
    rooms.leave(a);
    assertThat(all).containsExactly("a");
    assertThat(inRoom).containsExactly("a");
  }

  @Test
  void staysConsistentUnderManyThreads() throws Exception {
    int threads = 4;
    int lives = 1500;
    ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    // Each thread leads members through their lives; every second one is ended from elsewhere.
    List<Future<?>> results = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      results.add(
          pool.submit(
              () -> {
                go.await();
                ThreadLocalRandom random = ThreadLocalRandom.current();
                for (int i = 0; i < lives; i++) {
                  String id = thread + "-" + i;
                  Member<String> member = new Member<>(id, id);
                  Future<?> ending = null;
                  assertThat(rooms.connect(member)).isTrue();
                  for (int j = 0; j < 10; j++) {
                    rooms.join(member, List.of("r" + random.nextInt(5), "shared"));
                    if (random.nextInt(3) == 0) {
                      rooms.leave(member, List.of("r" + random.nextInt(5)));
                    }
                    if (j == 5 && i % 2 == 0) {
                      ending = endElsewhere(member);
                    }
                  }
                  if (ending == null) {
                    assertThat(rooms.leave(member)).isTrue();
                  } else {
                    ending.get(30, TimeUnit.SECONDS);
                  }
                  assertThat(rooms.targets(names(id), Set.of())).isEmpty();
                  assertThat(rooms.targets(names("shared"), Set.of())).doesNotContain(id);
                  rooms.left(member);
                  rooms.join(member, List.of("shared"));
                  assertThat(rooms.roomsOf(member)).isEmpty();
                }
                return null;
              }));
    }
    Future<?> broadcaster =
        pool.submit(
            () -> {
              while (!done.get()) {
                List<String> targets =
                    rooms.targets(names("r0", "r1", "r2", "r3", "r4"), names("0-0"));
                assertThat(new LinkedHashSet<>(targets)).hasSameSizeAs(targets);
                Thread.yield();
              }
            });
    go.countDown();
    for (Future<?> result : results) {
      result.get(60, TimeUnit.SECONDS);
    }
    done.set(true);
    broadcaster.get(60, TimeUnit.SECONDS);
    pool.shutdown();

    assertThat(rooms.size()).isZero();
    assertThat(rooms.all()).isEmpty();
  }

  private Future<?> endElsewhere(Member<String> member) {
    return enders.submit(() -> assertThat(rooms.leave(member)).isTrue());
  }
}
