package io.github.socketiojakarta.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java client, io.socket:socket.io-client 2.1.2. */
@ExtendWith(Cluster.Extension.class)
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"websocket", "polling", "polling,websocket"})
class JavaClientIT {

  private final Cluster cluster;
  private final String[] transports;
  private final List<Socket> open = new ArrayList<>();

  JavaClientIT(String transports, Cluster cluster) {
    this.transports = transports.split(",");
    this.cluster = cluster;
  }

  @AfterEach
  void disconnect() {
    open.forEach(Socket::disconnect);
  }

  @Test
  void connectsAndHandsItsAuthOver() throws Exception {
    IO.Options options = options();
    options.auth = Map.of("token", "t-é");
    Socket socket = socket(cluster.a().uri(), options);
    BlockingQueue<Object[]> auth = queue(socket, "auth");
    socket.connect();
    assertThat(((JSONObject) next(auth)[0]).getString("token")).isEqualTo("t-é");
    assertThat(socket.id()).hasSize(20);
  }

  @Test
  void exchangesEventsInOrder() throws Exception {
    Socket socket = connected(cluster.a());
    BlockingQueue<Object[]> echo = queue(socket, "echo");
    JSONObject nested =
        new JSONObject().put("list", new JSONArray(List.of(1, "two"))).put("x", 1.5);
    socket.emit("echo", 1, "zwei é😀", true, nested);
    Object[] args = next(echo);
    assertThat(Arrays.copyOf(args, 3)).containsExactly(1, "zwei é😀", true);
    assertThat(args[3]).hasToString(nested.toString());

    IntStream.range(0, 200).forEach(i -> socket.emit("echo", i));
    for (int i = 0; i < 200; i++) {
      assertThat(next(echo)).containsExactly(i);
    }
  }

  @Test
  void acknowledgesBothWays() throws Exception {
    Socket socket = connected(cluster.a());
    JSONObject sum =
        (JSONObject) call(socket, "add", new JSONObject().put("left", 40).put("right", 2))[0];
    assertThat(sum.getInt("value")).isEqualTo(42);
    assertThat(sum.getString("node")).isEqualTo("a");

    socket.on("question", args -> ((Ack) args[args.length - 1]).call(args[0], "yes"));
    BlockingQueue<Object[]> answered = queue(socket, "answered");
    socket.emit("ask", "why");
    assertThat(next(answered)).containsExactly("why", "yes");
    socket.emit("ask-in-vain");
    assertThat(next(answered)).containsExactly("timeout");
  }

  @Test
  void exchangesBytesBothWays() throws Exception {
    Socket socket = connected(cluster.a());
    byte[] bytes = {0, 1, 2, -3, -2, -1};
    BlockingQueue<Object[]> echo = queue(socket, "echo");
    socket.emit("echo", bytes, new JSONObject().put("in", bytes));
    Object[] args = next(echo);
    assertThat((byte[]) args[0]).isEqualTo(bytes);
    assertThat((byte[]) ((JSONObject) args[1]).get("in")).isEqualTo(bytes);
    JSONObject parcel = (JSONObject) call(socket, "reverse", "label", bytes)[0];
    assertThat((byte[]) parcel.get("content")).containsExactly(-1, -2, -3, 2, 1, 0);
  }

  @Test
  void exchangesNearlyAMegabyte() throws Exception {
    Socket socket = connected(cluster.a());
    String text = "x".repeat(990_000);
    assertThat(call(socket, "echo-ack", text)[0]).isEqualTo(text);
    byte[] bytes = new byte[740_000];
    Arrays.fill(bytes, (byte) 7);
    assertThat((byte[]) call(socket, "echo-ack", (Object) bytes)[0]).isEqualTo(bytes);
  }

  @Test
  void joinsAnotherNamespaceOrIsRefused() throws Exception {
    URI guarded = cluster.a().uri().resolve("/guarded");
    IO.Options options = options();
    options.auth = Map.of("word", "sesame");
    Socket inside = socket(guarded, options);
    BlockingQueue<Object[]> welcome = queue(inside, "inside");
    inside.connect();
    assertThat(next(welcome)).containsExactly("/guarded");

    Socket outside = socket(guarded, options());
    BlockingQueue<Object[]> refused = queue(outside, Socket.EVENT_CONNECT_ERROR);
    outside.connect();
    JSONObject error = (JSONObject) next(refused)[0];
    assertThat(error.getString("message")).isEqualTo("wrong word");
    assertThat(error.getJSONObject("data").getString("hint")).isEqualTo("seeds");
  }

  @Test
  void hearsBroadcastsOfItsRoomFromTheOtherNode() throws Exception {
    Socket a = connected(cluster.a());
    Socket b = connected(cluster.b());
    Socket outsider = connected(cluster.b());
    String room = "java-" + a.id();
    BlockingQueue<Object[]> atA = queue(a, "told");
    BlockingQueue<Object[]> atB = queue(b, "told");
    BlockingQueue<Object[]> outside = queue(outsider, "told");
    call(a, "join", room);
    call(b, "join", room);
    for (int i = 0; i < 50; i++) {
      (i % 2 == 0 ? a : b).emit("tell", room, i, (Ack) args -> {});
    }
    List<Object> orderAtA = new ArrayList<>();
    List<Object> orderAtB = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      orderAtA.add(next(atA)[1]);
      orderAtB.add(next(atB)[1]);
    }
    assertThat(orderAtA).isEqualTo(orderAtB).doesNotHaveDuplicates();
    assertThat(outside).isEmpty();
  }

  @Test
  void learnsThatTheServerHasDisconnectedIt() throws Exception {
    Socket socket = connected(cluster.a());
    BlockingQueue<Object[]> end = queue(socket, Socket.EVENT_DISCONNECT);
    socket.emit("go", false);
    assertThat(next(end)).containsExactly("io server disconnect");
  }

  private IO.Options options() {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = transports;
    return options;
  }

  private Socket socket(URI uri, IO.Options options) {
    Socket socket = IO.socket(uri, options);
    open.add(socket);
    return socket;
  }

  private Socket connected(WildFlyNode node) throws InterruptedException {
    Socket socket = socket(node.uri(), options());
    BlockingQueue<Object[]> connect = queue(socket, Socket.EVENT_CONNECT);
    socket.connect();
    next(connect);
    return socket;
  }

  private static BlockingQueue<Object[]> queue(Socket socket, String event) {
    BlockingQueue<Object[]> queue = new LinkedBlockingQueue<>();
    socket.on(event, queue::add);
    return queue;
  }

  private static Object[] next(BlockingQueue<Object[]> queue) throws InterruptedException {
    Object[] args = queue.poll(30, TimeUnit.SECONDS);
    assertThat(args).as("an event within 30 s").isNotNull();
    return args;
  }

  private static Object[] call(Socket socket, String event, Object... args) throws Exception {
    CompletableFuture<Object[]> answer = new CompletableFuture<>();
    socket.emit(event, args, answer::complete);
    return answer.get(30, TimeUnit.SECONDS);
  }
}
