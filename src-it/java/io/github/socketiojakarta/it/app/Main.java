package io.github.socketiojakarta.it.app;

import io.github.socketiojakarta.cdi.Of;
import io.github.socketiojakarta.cdi.OnConnect;
import io.github.socketiojakarta.cdi.OnDisconnect;
import io.github.socketiojakarta.cdi.OnEvent;
import io.github.socketiojakarta.cdi.OnServerSideEvent;
import io.github.socketiojakarta.cdi.SocketNamespace;
import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.AckTimeoutException;
import io.github.socketiojakarta.server.BroadcastOperator;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.PartialResponseException;
import io.github.socketiojakarta.server.RemoteSocket;
import io.github.socketiojakarta.server.Socket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the main namespace. */
@ApplicationScoped
@SocketNamespace
public class Main {

  /** An argument that JSON-B binds. */
  public record Pair(int left, int right) {}

  /** A result that JSON-B writes. */
  public record Sum(int value, String node) {}

  /** A result with bytes inside. */
  public record Parcel(String label, byte[] content) {}

  @Inject @Of Namespace main;

  @Inject
  @ConfigProperty(name = "node.name", defaultValue = "?")
  String node;

  @OnConnect
  void connected(Socket socket, Handshake handshake) {
    socket.emit("auth", handshake.auth());
    socket.on("echo", (args, ack) -> socket.emit("echo", args.toList().toArray()));
    socket.on("echo-ack", (args, ack) -> ack.send(args.toList().toArray()));
  }

  @OnEvent("add")
  Sum add(Pair pair) {
    return new Sum(pair.left() + pair.right(), node);
  }

  @OnEvent("reverse")
  Parcel reverse(String label, byte[] content) {
    byte[] reversed = content.clone();
    for (int i = 0; i < content.length; i++) {
      reversed[i] = content[content.length - 1 - i];
    }
    return new Parcel(label, reversed);
  }

  @OnEvent("fail")
  void fail() {
    throw new IllegalStateException("as the test asked for");
  }

  /** Asks the client back and tells it what it answered. */
  @OnEvent("ask")
  void ask(Socket socket, Object question) {
    socket
        .timeout(Duration.ofSeconds(10))
        .emitWithAck("question", question)
        .thenAccept(answer -> socket.emit("answered", answer.toList().toArray()));
  }

  /** The same with a client that does not answer. */
  @OnEvent("ask-in-vain")
  void askInVain(Socket socket) {
    socket
        .timeout(Duration.ofMillis(100))
        .emitWithAck("unheard")
        .whenComplete(
            (answer, failure) ->
                socket.emit(
                    "answered",
                    failure instanceof AckTimeoutException
                            || (failure != null
                                && failure.getCause() instanceof AckTimeoutException)
                        ? "timeout"
                        : "?"));
  }

  @OnEvent("join")
  List<String> join(Socket socket, String room) {
    socket.join(room);
    return List.copyOf(socket.rooms());
  }

  @OnEvent("leave")
  List<String> leave(Socket socket, String room) {
    socket.leave(room);
    return List.copyOf(socket.rooms());
  }

  @OnEvent("tell")
  void tell(String room, Object text, Ack ack) {
    main.to(room)
        .emit("told", room, text, node)
        .thenAccept(offset -> ack.send(offset.map(Object::toString).orElse("")));
  }

  @OnEvent("tell-either")
  void tellEither(String one, String two, Object text) {
    main.to(one).to(two).emit("told", one + " " + two, text, node);
  }

  @OnEvent("tell-except")
  void tellExcept(String room, String except, Object text) {
    main.to(room).except(except).emit("told", room, text, node);
  }

  @OnEvent("tell-volatile")
  void tellVolatile(String room, Object text) {
    main.to(room).asVolatile().emit("told", room, text, node);
  }

  @OnEvent("tell-others")
  void tellOthers(Socket socket, Object text) {
    socket.broadcast().emit("told", "*", text, node);
  }

  @OnEvent("tell-here")
  void tellHere(Object text) {
    main.local().emit("told", "here", text, node);
  }

  @OnEvent("gather")
  void gather(String from, String to) {
    main.in(from).socketsJoin(to);
  }

  @OnEvent("dismiss")
  void dismiss(String from, String room) {
    main.in(from).socketsLeave(room);
  }

  @OnEvent("expel")
  void expel(String room) {
    main.in(room).disconnectSockets(false);
  }

  @OnEvent("cut-off")
  void cutOff(String room) {
    main.in(room).disconnectSockets(true);
  }

  @OnEvent("keep")
  void keep(Socket socket, Object value, Ack ack) {
    socket.data().put("kept", value);
    ack.send();
  }

  /** What the tests compare of a socket. */
  private static Map<String, Object> view(RemoteSocket socket) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", socket.id());
    view.put("rooms", List.copyOf(socket.rooms()));
    view.put("data", socket.data());
    view.put("headers", socket.handshake().headers());
    view.put("query", socket.handshake().query());
    view.put("auth", socket.handshake().auth());
    view.put("address", socket.handshake().address());
    view.put("issued", socket.handshake().issued().toEpochMilli());
    view.put("secure", socket.handshake().secure());
    view.put("xdomain", socket.handshake().xdomain());
    view.put("url", socket.handshake().url());
    return view;
  }

  @OnEvent("find")
  void find(String room, String except, Ack ack) {
    BroadcastOperator operator = main.in(room);
    (except == null ? operator : operator.except(except))
        .fetchSockets()
        .thenAccept(found -> ack.send(found.stream().map(Main::view).toList()));
  }

  @OnEvent("find-here")
  void findHere(String room, Ack ack) {
    main.local()
        .in(room)
        .fetchSockets()
        .thenAccept(found -> ack.send(found.stream().map(Main::view).toList()));
  }

  /** Finds one socket of any server and has it do something. */
  private void one(String id, Consumer<RemoteSocket> what) {
    main.in(id).fetchSockets().thenAccept(found -> found.forEach(what));
  }

  @OnEvent("tell-one")
  void tellOne(String id, Object text) {
    one(id, socket -> socket.emit("told", id, text, node));
  }

  @OnEvent("move-one")
  void moveOne(String id, String from, String to) {
    one(
        id,
        socket -> {
          socket.leave(from);
          socket.join(to);
        });
  }

  @OnEvent("expel-one")
  void expelOne(String id, boolean close) {
    one(id, socket -> socket.disconnect(close));
  }

  @OnEvent("ask-one")
  void askOne(String id, Object question, int millis, Ack ack) {
    one(
        id,
        socket ->
            socket
                .timeout(Duration.ofMillis(millis))
                .emitWithAck("question", question, node)
                .whenComplete((answer, failure) -> tell(ack, answer, failure)));
  }

  @OnEvent("ask-all")
  void askAll(String room, Object question, int millis, Ack ack) {
    main.to(room)
        .timeout(Duration.ofMillis(millis))
        .emitWithAck("question", question, node)
        .whenComplete((answers, failure) -> tell(ack, answers, failure));
  }

  @OnEvent("ask-servers")
  void askServers(String event, Object question, Ack ack) {
    main.serverSideEmitWithAck(event, question, node)
        .whenComplete((answers, failure) -> tell(ack, answers, failure));
  }

  /** The message of the failure, if any, and what was answered. */
  private static void tell(Ack ack, Object answer, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof PartialResponseException partial) {
      ack.send(Arrays.asList(cause.getMessage(), partial.responses()));
    } else {
      ack.send(Arrays.asList(cause == null ? null : cause.toString(), answer));
    }
  }

  @OnEvent("tell-servers")
  void tellServers(Object text) {
    main.serverSideEmit("noted", text, node);
  }

  @OnServerSideEvent("noted")
  void noted(Object text, String by) {
    main.local().emit("told", "noted", text, by);
  }

  @OnServerSideEvent("asked")
  Map<String, Object> asked(Object question, String by) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("node", node);
    answer.put("by", by);
    answer.put("question", question);
    return answer;
  }

  @OnEvent("servers")
  void servers(Ack ack) {
    main.serverCount().thenAccept(ack::send);
  }

  /** One of a long row: the tests look at the order in which it arrives everywhere. */
  @OnEvent("number")
  void number(int number) {
    main.to("crowd").emit("n", number);
  }

  @OnEvent("count")
  Map<String, Object> count() {
    return Map.of("node", node, "sockets", main.sockets().size());
  }

  @OnEvent("go")
  void go(Socket socket, boolean close) {
    socket.disconnect(close);
  }

  @OnDisconnect
  void disconnected(Socket socket, DisconnectReason reason) {
    main.to("watchers").emit("left", socket.id(), reason.toString());
  }
}
