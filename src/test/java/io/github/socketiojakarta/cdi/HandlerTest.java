package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.server.Ack;
import io.github.socketiojakarta.server.Arguments;
import io.github.socketiojakarta.server.DisconnectReason;
import io.github.socketiojakarta.server.Handshake;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Server;
import io.github.socketiojakarta.server.Socket;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.json.JsonValue;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handler methods, called by clients. */
class HandlerTest {

  public record Item(String name, int count) {}

  public static class Pojo {
    public String text;
    public List<Item> items;
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Loud {}

  @Loud
  @Interceptor
  @Priority(Interceptor.Priority.APPLICATION)
  static class LoudInterceptor {
    @AroundInvoke
    Object call(InvocationContext context) throws Exception {
      return context.proceed().toString().toUpperCase(java.util.Locale.ROOT);
    }
  }

  @RequestScoped
  static class PerCall {
    static final AtomicInteger ENDED = new AtomicInteger();

    int calls;

    int call() {
      return ++calls;
    }

    @PreDestroy
    void end() {
      ENDED.incrementAndGet();
    }
  }

  @SocketNamespace("/all")
  static class All {
    static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();
    static final CompletableFuture<Item> LATER = new CompletableFuture<>();
    static final CountDownLatch GATE = new CountDownLatch(1);

    @Inject PerCall perCall;

    @OnConnect
    void connected(Namespace namespace, Socket socket, Handshake handshake, Server server) {
      socket.emit("hello", namespace.name(), handshake.address(), server.of("/all") == namespace);
    }

    @OnDisconnect
    void left(Socket socket, DisconnectReason reason) {
      LOG.add(socket.id() + " " + reason);
    }

    @OnEvent("record")
    Item record(Item item) {
      return new Item(item.name() + "!", item.count() + 1);
    }

    @OnEvent("pojo")
    String pojo(Socket socket, Pojo pojo) {
      return pojo.text + pojo.items.get(1).name();
    }

    @OnEvent("generics")
    int generics(List<Item> items, Map<String, Item> map) {
      return items.stream().mapToInt(Item::count).sum() + map.get("x").count();
    }

    @OnEvent("json")
    JsonValue json(JsonValue value) {
      return value;
    }

    @OnEvent("bytes")
    String bytes(byte[] bytes, String text) {
      return Arrays.toString(bytes) + text;
    }

    @OnEvent("optional")
    String optional(Optional<Item> item, Namespace middle, OptionalInt number, String text) {
      return item.map(Item::name) + " " + number + " " + text;
    }

    @OnEvent("raw")
    int raw(Arguments args) {
      return args.size();
    }

    @OnEvent("primitive")
    int primitive(int number) {
      return number;
    }

    @OnEvent("null")
    String nothing() {
      return null;
    }

    @OnEvent("void")
    void empty(String any) {}

    @OnEvent("ack")
    void ack(String first, Ack ack, int second) {
      ack.send(second, first);
    }

    @OnEvent("asked")
    void asked(Socket socket, Ack ack) {
      socket.emit("asked", ack.isRequested());
    }

    @OnEvent("stage")
    CompletionStage<Item> stage() {
      return LATER;
    }

    @OnEvent("voidStage")
    CompletableFuture<Void> voidStage() {
      return CompletableFuture.completedFuture(null);
    }

    @OnEvent("failedStage")
    CompletionStage<String> failedStage() {
      return CompletableFuture.failedFuture(new IllegalStateException("of the test"));
    }

    @OnEvent("fail")
    void fail() {
      throw new IllegalStateException("of the test");
    }

    @OnEvent("unwritable")
    Object unwritable() {
      return new Object() {
        @SuppressWarnings("unused")
        public String getText() {
          throw new IllegalStateException("of the test");
        }
      };
    }

    @Loud
    @OnEvent("loud")
    String loud(String text) {
      return text;
    }

    @OnEvent("scope")
    int scope() {
      perCall.call();
      return perCall.call();
    }

    @OnEvent("block")
    void block() throws InterruptedException {
      GATE.await();
    }

    @OnEvent("order")
    void order(Socket socket, int number) {
      socket.emit("ordered", number);
    }
  }

  @SocketNamespace("/all")
  static class Another {
    @OnEvent("record")
    void record(Socket socket, Item item) {
      socket.emit("another", item.name());
    }
  }

  private static TestApplication application;

  @BeforeAll
  static void deploy() {
    application =
        TestApplication.of(
            All.class, Another.class, PerCall.class, LoudInterceptor.class, Loud.class);
  }

  @AfterAll
  static void undeploy() {
    All.GATE.countDown();
    application.close();
  }

  @Test
  void tellsTheBeanOfANewSocket() {
    assertThat(application.connect("/all").event())
        .isEqualTo("[\"hello\",\"/all\",\"127.0.0.1\",true]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "['record',{'name':'a','count':1}] | [{'count':2,'name':'a!'}]",
        "['pojo',{'text':'t','items':[{'name':'a'},{'name':'b'}]}] | ['tb']",
        "['generics',[{'count':1},{'count':2}],{'x':{'count':4}}] | [7]",
        "['json',{'a':[1,null]}] | [{'a':[1,null]}]",
        "['json',3] | [3]",
        "['optional'] | ['Optional.empty OptionalInt.empty null']",
        "['optional',null,null,null] | ['Optional.empty OptionalInt.empty null']",
        "['optional',{'name':'n'},5,'t'] | ['Optional[n] OptionalInt[5] t']",
        "['optional',{'name':'n'},5,'t','more',1] | ['Optional[n] OptionalInt[5] t']",
        "['raw',1,2,3] | [3]",
        "['primitive',5] | [5]",
        "['null'] | [null]",
        "['void'] | []",
        "['ack','a',2] | [2,'a']",
        "['voidStage'] | []",
        "['loud','quiet'] | ['QUIET']",
        "['scope'] | [2]",
      })
  void bindsArgumentsAndAcknowledges(String event, String ack) {
    TestApplication.Client client = application.connect("/all");

    client.emit(7, event.replace('\'', '"'));

    assertThat(client.ack(7)).isEqualTo(ack.replace('\'', '"'));
  }

  @Test
  void bindsBytes() {
    TestApplication.Client client = application.connect("/all");

    client.send("451-/all,3[\"bytes\",{\"_placeholder\":true,\"num\":0},\"x\"]");
    client.send(new byte[] {1, 2});

    assertThat(client.ack(3)).isEqualTo("[\"[1, 2]x\"]");
  }

  @Test
  void acknowledgesWhenTheStageCompletes() {
    TestApplication.Client client = application.connect("/all");

    client.emit(1, "[\"stage\"]");
    client.emit(2, "[\"void\"]");
    client.ack(2); // a stage holds nothing up

    assertThat(client.has("43/all,1")).isFalse();
    All.LATER.complete(new Item("late", 1));
    assertThat(client.ack(1)).isEqualTo("[{\"count\":1,\"name\":\"late\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "['primitive']",
        "['primitive',null]",
        "['primitive','many']",
        "['record',7]",
        "['generics',{'a':1}]",
        "['fail']",
        "['failedStage']",
        "['unwritable']",
      })
  void leavesAFailureWithoutAnswerAndTheSocketAlive(String event) {
    TestApplication.Client client = application.connect("/all");

    client.emit(1, event.replace('\'', '"'));
    client.emit(2, "[\"void\"]");

    assertThat(client.ack(2)).isEqualTo("[]");
    assertThat(client.has("43/all,1")).isFalse();
  }

  @Test
  void answersNobodyWhoDidNotAsk() {
    TestApplication.Client client = application.connect("/all");
    client.event();

    client.emit("[\"record\",{\"name\":\"a\"}]");
    client.emit("[\"asked\"]");

    assertThat(client.event()).isEqualTo("[\"another\",\"a\"]");
    assertThat(client.event()).isEqualTo("[\"asked\",false]");
    assertThat(client.has("43")).isFalse();
  }

  @Test
  void callsAllBeansOfANamespace() {
    TestApplication.Client client = application.connect("/all");
    client.event();

    client.emit(1, "[\"record\",{\"name\":\"a\",\"count\":1}]");

    assertThat(client.event()).isEqualTo("[\"another\",\"a\"]");
    assertThat(client.ack(1)).contains("a!");
  }

  @Test
  void endsTheRequestScopeWithTheCall() {
    TestApplication.Client client = application.connect("/all");
    int before = PerCall.ENDED.get();

    client.emit(1, "[\"scope\"]");
    client.ack(1);
    client.emit(2, "[\"scope\"]");

    assertThat(client.ack(2)).isEqualTo("[2]");
    await(() -> PerCall.ENDED.get() >= before + 2, "the end of both scopes");
  }

  @Test
  void keepsTheOrderOfASocket() {
    TestApplication.Client client = application.connect("/all");
    client.event();

    for (int i = 0; i < 500; i++) {
      client.emit("[\"order\"," + i + "]");
    }

    for (int i = 0; i < 500; i++) {
      assertThat(client.event()).isEqualTo("[\"ordered\"," + i + "]");
    }
  }

  @Test
  void letsABlockedSocketHoldUpNoOther() {
    TestApplication.Client blocked = application.connect("/all");
    TestApplication.Client other = application.connect("/all");

    blocked.emit("[\"block\"]");
    blocked.emit(1, "[\"void\"]");
    other.emit(1, "[\"void\"]");

    assertThat(other.ack(1)).isEqualTo("[]");
    assertThat(blocked.has("43")).isFalse();
    All.GATE.countDown();
    assertThat(blocked.ack(1)).isEqualTo("[]");
  }

  @Test
  void tellsTheBeanWhenASocketHasLeft() {
    TestApplication.Client client = application.connect("/all");
    int before = All.LOG.size();

    client.send("41/all,");

    await(() -> All.LOG.size() > before, "@OnDisconnect");
    assertThat(All.LOG).anyMatch(line -> line.endsWith(" client namespace disconnect"));
  }
}
