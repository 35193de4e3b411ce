package io.github.socketiojakarta.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.socketiojakarta.adapter.InMemoryAdapter;
import io.github.socketiojakarta.protocol.SocketIoException;
import io.github.socketiojakarta.server.TestServer.Joined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anEventReachesItsListenersWithItsArguments() {
    Joined joined = server.join("/");
    joined.socket().on("message", (args, ack) -> server.note("1 " + args));
    joined.socket().on("message", (args, ack) -> server.note("2 " + args.get(0, Long.class)));
    joined.socket().on("other", (args, ack) -> server.note("other"));

    joined.client().send("42[\"message\",1,\"2\",{\"3\":[true]}]");

    assertThat(server.noted()).containsExactly("1 [1, 2, {3=[true]}]", "2 1");
  }

  @Test
  void bytesComeAndGoAsAttachments() {
    Joined joined = server.join("/");
    joined
        .socket()
        .on("message", (args, ack) -> joined.socket().emit("back", args.toList().toArray()));

    joined
        .client()
        .send(
            "452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
            "#010203",
            "#0405");

    assertThat(joined.client().frames())
        .containsExactly(
            "452-[\"back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
            "#010203",
            "#0405");
  }

  @Test
  void aListenerThatWasRemovedIsNotCalled() {
    Joined joined = server.join("/");
    EventListener listener = (args, ack) -> server.note("called");
    joined.socket().on("a", listener).off("a", listener).off("b", listener);
    joined.client().send("42[\"a\"]");
    assertThat(server.noted()).isEmpty();
  }

  @Test
  void aNumberAsNameFindsTheListenerOfItsText() {
    Joined joined = server.join("/");
    joined.socket().on("5", (args, ack) -> server.note("five " + args));
    joined.client().send("42[5,\"x\"]");
    assertThat(server.noted()).containsExactly("five [x]");
  }

  @Test
  void errorIsAnOrdinaryName() {
    Joined joined = server.join("/");
    joined.socket().on("error", (args, ack) -> server.note("error " + args));
    joined.socket().onError(error -> server.note("violation"));
    joined.client().send("42[\"error\",\"boom\"]");
    assertThat(server.noted()).containsExactly("error [boom]");
    assertThat(joined.client().isClosed()).isFalse();
  }

  @Test
  void anEventWithoutPayloadDoesNothing() {
    Joined joined = server.join("/");
    joined.socket().on("message", (args, ack) -> server.note("message"));
    joined.client().send("42", "423", "42[\"message\"]");
    assertThat(server.noted()).containsExactly("message");
    assertThat(joined.client().frames()).isEmpty();
  }

  @Test
  void aFailingListenerHarmsNobody() {
    Joined joined = server.join("/");
    joined
        .socket()
        .on(
            "a",
            (args, ack) -> {
              throw new Exception("for the test");
            });
    joined
        .socket()
        .on(
            "a",
            (args, ack) -> {
              throw new AssertionError("for the test");
            });
    joined.socket().on("a", (args, ack) -> server.note("a"));

    joined.client().send("42[\"a\"]", "42[\"a\"]");

    assertThat(server.noted()).containsExactly("a", "a");
    assertThat(joined.socket().connected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void reservedNamesCannotBeEmitted(String name) {
    Joined joined = server.join("/");
    String message = "\"" + name + "\" is a reserved event name";
    assertThatThrownBy(() -> joined.socket().emit(name))
        .isInstanceOf(SocketIoException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> joined.socket().emitWithAck(name))
        .isInstanceOf(SocketIoException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> server.io.emit(name))
        .isInstanceOf(SocketIoException.class)
        .hasMessage(message);
    assertThat(joined.client().frames()).isEmpty();
  }

  @Test
  void otherNamesCanBeEmitted() {
    Joined joined = server.join("/");
    joined.socket().emit("error");
    joined.socket().emit("connection");
    joined.socket().emit("");
    assertThat(joined.client().frames())
        .containsExactly("42[\"error\"]", "42[\"connection\"]", "42[\"\"]");
  }

  @Test
  void aNameMustNotBeNullButArgumentsMay() {
    Joined joined = server.join("/");
    assertThatThrownBy(() -> joined.socket().emit(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the name of an event must not be null");
    joined.socket().emit("a", (Object[]) null);
    joined.socket().emit("b", 1, null);
    assertThat(joined.client().frames()).containsExactly("42[\"a\",null]", "42[\"b\",1,null]");
  }

  @Test
  void aVolatileEventIsDroppedWhileTheClientIsBusy() {
    Joined joined = server.join("/");
    joined.client().stall();
    joined.socket().emit("in flight");
    joined.socket().asVolatile().emit("lost");
    joined.socket().emit("kept");
    joined.client().resume();
    joined.socket().asVolatile().emit("taken");
    assertThat(joined.client().frames())
        .containsExactly("42[\"in flight\"]", "42[\"kept\"]", "42[\"taken\"]");
  }

  @Test
  void whatIsEmittedAfterTheSocketHasLeftIsForgotten() {
    Joined joined = server.join("/");
    joined.socket().emit("before");
    joined.socket().disconnect();
    joined.socket().emit("after");
    assertThat(joined.client().frames()).containsExactly("42[\"before\"]", "41");
  }

  @Test
  void eventsThatWaitedAreHeardAfterTheClientHasLeft() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = waiting(executor)) {
      TestClient client = later.open().send("40");
      executor.runAll();
      client.send("42[\"a\",1]", "42[\"a\",2]", "41");
      executor.runAll();
      assertThat(later.noted()).containsExactly("a [1]", "a [2]", "disconnect");
    }
  }

  @Test
  void eventsThatWaitedAreSkippedOnceTheServerHasDisconnectedTheSocket() {
    ManualExecutor executor = new ManualExecutor();
    try (TestServer later = waiting(executor)) {
      TestClient client = later.open().send("40");
      executor.runAll();
      client.send("42[\"a\",1]");
      executor.runAll();
      client.send("42[\"a\",2]");
      later.io.sockets().sockets().forEach(Socket::disconnect);
      executor.runAll();
      assertThat(later.noted()).containsExactly("a [1]", "disconnect");
    }
  }

  private static TestServer waiting(ManualExecutor executor) {
    TestServer server = new TestServer(executor);
    server.io.onConnection(
        socket -> {
          socket.on("a", (args, ack) -> server.note("a " + args));
          socket.onDisconnect(reason -> server.note("disconnect"));
        });
    return server;
  }

  @Test
  void aClientThatSendsMoreThanItsListenersCanTakeIsDisconnected() {
    ManualExecutor executor = new ManualExecutor();
    ServerOptions options = ServerOptions.builder().inboxMaxEvents(3).inboxMaxBytes(1000).build();
    try (TestServer later = new TestServer(options, new InMemoryAdapter(), executor)) {
      later.watch(later.io.sockets());
      TestClient client = later.open().send("40");
      executor.runAll();
      client.send("42[\"a\"]", "42[\"a\"]", "42[\"a\"]");
      executor.runAll();
      client.send("42[\"a\"]", "42[\"a\"]", "42[\"a\"]");
      assertThat(client.isClosed()).isFalse();
      client.send("42[\"a\"]");
      assertThat(client.isClosed()).isTrue();
      executor.runAll();
      assertThat(later.noted())
          .containsExactly("disconnecting forced close 1", "disconnect forced close 0");
    }
  }

  @Test
  void theInboxIsBoundedInBytesButTakesOneLargeEvent() {
    ManualExecutor executor = new ManualExecutor();
    ServerOptions options = ServerOptions.builder().inboxMaxEvents(100).inboxMaxBytes(1000).build();
    try (TestServer later = new TestServer(options, new InMemoryAdapter(), executor)) {
      TestClient client = later.open().send("40");
      executor.runAll();
      client.send("42[\"" + "x".repeat(2000) + "\"]");
      assertThat(client.isClosed()).isFalse();
      executor.runAll();
      client.send("42[\"" + "x".repeat(500) + "\"]");
      client.send("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
      assertThat(client.isClosed()).isFalse();
      client.send("#" + "00".repeat(500));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void eventsOfOneSocketAreTakenInOrderOnAPool() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    int count = 5000;
    CountDownLatch taken = new CountDownLatch(count);
    List<Long> seen = new ArrayList<>(); // not synchronized on purpose: one call at a time
    try (TestServer pooled = new TestServer(pool)) {
      CountDownLatch connected = new CountDownLatch(1);
      pooled.io.onConnection(
          socket -> {
            socket.on(
                "n",
                (args, ack) -> {
                  seen.add(args.get(0, Long.class));
                  taken.countDown();
                });
            connected.countDown();
          });
      TestClient client = pooled.open().send("40");
      assertThat(connected.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < count; i++) {
        client.send("42[\"n\"," + i + "]");
      }
      assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(seen).isSorted().hasSize(count).doesNotHaveDuplicates();
    } finally {
      pool.shutdownNow();
    }
  }
}
