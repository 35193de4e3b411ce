package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.PublishException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Nodes that are joined without a network: what one publishes or asks arrives at the others before
 * the call returns, on its thread. Nodes can hang and die, and be cut off.
 */
public final class TestCluster {

  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final Object log = new Object(); // held while a message is delivered: one order for all
  private long last; // guarded by log

  /** What was asked, by whomever. */
  public final List<ClusterRequest> requests = new CopyOnWriteArrayList<>();

  /** What was published, by whomever. */
  public final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();

  /** A new node. */
  public Node node() {
    Node node = new Node();
    nodes.add(node);
    return node;
  }

  /** One node. */
  public final class Node implements Adapter {

    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>(); // that are not over
    private volatile boolean hanging;
    private volatile boolean cutOff;
    private volatile boolean full;

    /** From now on it takes no request. */
    public void hang() {
      hanging = true;
    }

    /** It is gone, and the others know. */
    public void die() {
      nodes.remove(this);
      nodes.forEach(node -> node.calls.forEach(call -> call.isGone(this)));
    }

    /** From now on it can ask nobody. */
    public void cutOff() {
      cutOff = true;
    }

    /** From now on requests are not even taken. */
    public void fill() {
      full = true;
    }

    /** The requests that are not over. */
    public int pending() {
      return calls.size();
    }

    /** What the node says at once, and later, if it is asked. */
    public List<ClusterResponse> answers(ClusterRequest request) {
      List<ClusterResponse> responses = new CopyOnWriteArrayList<>();
      answer(request, responses::add);
      return responses;
    }

    /** Has the node asked as if by another one. */
    public void answer(ClusterRequest request, Consumer<ClusterResponse> reply) {
      listeners.get(request.nsp()).onRequest(request, reply);
    }

    @Override
    public void start() {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void register(String nsp, Listener listener) {
      listeners.put(nsp, listener);
    }

    @Override
    public void unregister(String nsp) {
      listeners.remove(nsp);
    }

    @Override
    public CompletionStage<Optional<Offset>> publish(ClusterMessage message) {
      messages.add(message);
      Optional<Offset> offset;
      synchronized (log) {
        offset = Optional.of(new Offset(++last, 0));
        for (Node node : nodes) {
          Listener listener = node.listeners.get(message.nsp());
          if (listener != null) {
            listener.onMessage(message, offset);
          }
        }
      }
      return CompletableFuture.completedFuture(offset);
    }

    @Override
    public ClusterCall ask(ClusterRequest request, Consumer<ClusterResponse> responses) {
      if (full) {
        throw new PublishException("too many requests");
      }
      requests.add(request);
      List<Node> others = new ArrayList<>(nodes);
      others.remove(this);
      others.removeIf(node -> !node.listeners.containsKey(request.nsp()));
      Call call = new Call(this, request, responses, others);
      if (cutOff) {
        call.done.completeExceptionally(new PublishException("cut off"));
        return call;
      }
      calls.add(call);
      for (Node node : others) {
        if (!node.hanging) {
          node.listeners
              .get(request.nsp())
              .onRequest(request, response -> call.onResponse(node, response));
        }
      }
      call.check();
      return call;
    }

    @Override
    public CompletionStage<Integer> serverCount(String nsp) {
      return cutOff
          ? CompletableFuture.failedFuture(new PublishException("cut off"))
          : CompletableFuture.completedFuture(
              (int) nodes.stream().filter(node -> node.listeners.containsKey(nsp)).count());
    }

    @Override
    public void close() {
      die();
    }
  }

  /** A request under way. */
  private static final class Call implements ClusterCall {

    private final Node asking;
    private final ClusterRequest request;
    private final Consumer<ClusterResponse> responses;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** How many responses each node still owes; null while that is not known. Guarded by this. */
    private final Map<Node, Integer> owed = new LinkedHashMap<>();

    private int answered; // guarded by this
    private boolean over; // guarded by this

    Call(
        Node asking,
        ClusterRequest request,
        Consumer<ClusterResponse> responses,
        List<Node> others) {
      this.asking = asking;
      this.request = request;
      this.responses = responses;
      boolean known = !(request instanceof ClusterRequest.BroadcastWithAck);
      boolean wanted = !(request instanceof ClusterRequest.ServerSideEmit emit) || emit.ack();
      if (wanted) {
        others.forEach(node -> owed.put(node, known ? 1 : null));
      }
    }

    void onResponse(Node node, ClusterResponse response) {
      synchronized (this) {
        if (over || !owed.containsKey(node)) {
          return;
        }
        responses.accept(response);
        int rest =
            response instanceof ClusterResponse.ClientCount clients
                ? clients.count()
                : owed.get(node) - 1;
        owed.put(node, rest);
        if (rest == 0) {
          owed.remove(node);
          answered++;
        }
      }
      check();
    }

    void isGone(Node node) {
      synchronized (this) {
        owed.remove(node);
      }
      check();
    }

    void check() {
      synchronized (this) {
        over |= owed.isEmpty();
        if (!owed.isEmpty()) {
          return;
        }
      }
      asking.calls.remove(this);
      done.complete(null);
    }

    @Override
    public CompletionStage<Void> done() {
      return done;
    }

    @Override
    public synchronized int expected() {
      return answered + owed.size();
    }

    @Override
    public synchronized int answered() {
      return answered;
    }

    @Override
    public void giveUp() {
      synchronized (this) {
        over = true;
      }
      asking.calls.remove(this);
    }

    @Override
    public String toString() {
      return request.toString();
    }
  }
}
