package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes that all publish numbered messages, all the time, from a thread each; and the comparison of
 * what they were told with what is in the stream at the end.
 */
final class NumberedTraffic implements AutoCloseable {

  private static final Pattern TEXT = Pattern.compile("\"hello\",\"(n\\d+-\\d+)\"");

  private final List<TestNode> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private final List<List<CompletableFuture<?>>> results = new ArrayList<>();
  private volatile boolean ended;

  /** Begins; all nodes publish. */
  NumberedTraffic(List<TestNode> nodes, long pauseMillis) {
    this(nodes, nodes.size(), pauseMillis);
  }

  /**
   * Begins.
   *
   * @param publishing how many of the nodes publish, the first ones
   */
  NumberedTraffic(List<TestNode> nodes, int publishing, long pauseMillis) {
    this.nodes = List.copyOf(nodes);
    for (int i = 0; i < publishing; i++) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      results.add(done);
      int node = i;
      Thread thread = new Thread(() -> publish(node, done, pauseMillis));
      threads.add(thread);
      thread.start();
    }
  }

  private void publish(int node, List<CompletableFuture<?>> done, long pauseMillis) {
    for (int n = 0; !ended; n++) {
      done.add(nodes.get(node).emit("n" + node + "-" + n));
      TestNode.pause(pauseMillis);
    }
  }

  /** Has a server of Node publish, too, until the end; what it does not get rid of is lost. */
  void join(NodeWitness node, int number, long pauseMillis) {
    Thread thread =
        new Thread(
            () -> {
              for (int n = 0; !ended; n++) {
                node.emit("n" + number + "-" + n);
                TestNode.pause(pauseMillis);
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** Waits until so many more messages have come back to every node. */
  void awaitMore(int count) {
    Map<TestNode, Integer> before = new HashMap<>();
    nodes.forEach(node -> before.put(node, node.deliveries.size()));
    for (TestNode node : nodes) {
      TestNode.await(
          count + " more deliveries", () -> node.deliveries.size() >= before.get(node) + count);
    }
  }

  /** Ends publishing; waits until all is written and met. */
  void end() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    for (List<CompletableFuture<?>> done : results) {
      assertThat(CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])))
          .as("all that was published")
          .succeedsWithin(TestNode.PATIENCE);
    }
  }

  /** How many messages a node has published; after {@link #end}. */
  int published(int node) {
    return results.get(node).size();
  }

  /** The texts of a stream, in its order. */
  static List<String> inStream(RedisCommands<String, String> server, String stream) {
    List<String> texts = new ArrayList<>();
    for (StreamMessage<String, String> entry : server.xrange(stream, Range.unbounded())) {
      Matcher matcher = TEXT.matcher(String.valueOf(entry.getBody().get("data")));
      if (matcher.find()) {
        texts.add(matcher.group(1));
      }
    }
    return texts;
  }

  /**
   * What Redis still has, every node was told, once and in the order of the stream; what Redis has
   * lost may have been told to some, at its place.
   *
   * @param stream what is in the stream at the end
   */
  void assertNothingLostThatIsIn(List<String> stream) {
    assertThat(new HashSet<>(stream)).as("nothing is written twice").hasSameSizeAs(stream);
    for (TestNode node : nodes) {
      HashSet<String> wanted = new HashSet<>(stream);
      TestNode.await("all of the stream", () -> new HashSet<>(node.texts()).containsAll(wanted));
      List<String> told = node.texts();
      assertThat(new HashSet<>(told)).as("nothing is told twice").hasSameSizeAs(told);
      assertThat(told.stream().filter(wanted::contains).toList())
          .as("the order of the stream")
          .isEqualTo(stream);
    }
  }

  /** Every node has lost a link, got another, and given up no message. */
  void assertLinksReplacedAndNothingGivenUp() {
    for (TestNode node : nodes) {
      assertThat(node.adapter.stats().reconnects()).isPositive();
      assertThat(node.adapter.stats().failed()).isZero();
    }
  }

  /** Nothing at all is lost: every message is in the stream, those of a node in their order. */
  void assertComplete(List<String> stream) {
    for (int node = 0; node < results.size(); node++) {
      List<String> wanted = new ArrayList<>();
      for (int n = 0; n < published(node); n++) {
        wanted.add("n" + node + "-" + n);
      }
      String prefix = "n" + node + "-";
      assertThat(stream.stream().filter(text -> text.startsWith(prefix)).toList())
          .isEqualTo(wanted);
    }
  }

  /**
   * What a server of Node can promise: its clients hear nothing twice. (Its own messages they hear
   * ahead of the stream, and what it does not read in time they do not hear.)
   *
   * @return how many entries of the stream its client has not heard
   */
  static int assertNothingTwice(NodeWitness node, List<String> stream) {
    List<String> told = node.texts();
    assertThat(new HashSet<>(told)).as("nothing is told twice").hasSameSizeAs(told);
    HashSet<String> missing = new HashSet<>(stream);
    told.forEach(missing::remove);
    return missing.size();
  }

  /** Stops the threads, should a test have failed before it did. */
  @Override
  public void close() {
    ended = true;
  }
}
