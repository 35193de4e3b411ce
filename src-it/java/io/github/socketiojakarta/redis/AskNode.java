package io.github.socketiojakarta.redis;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterCall;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.SocketDetails;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An adapter with namespaces that writes down what is asked of it and answers: with one socket of
 * its name, with its name, or for two clients.
 */
final class AskNode implements AutoCloseable {

  /** A call of this node and what it has brought so far. */
  record Asked(ClusterCall call, List<ClusterResponse> responses) {}

  final String name;
  final RedisStreamsAdapter adapter;
  final List<ClusterRequest> requests = Collections.synchronizedList(new ArrayList<>());
  final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();
  final List<Optional<Offset>> offsets = new CopyOnWriteArrayList<>();

  /** How it answers; may be replaced. */
  volatile BiConsumer<ClusterRequest, Consumer<ClusterResponse>> behaviour = this::answer;

  private final AdapterParts parts;

  AskNode(String name, RedisOptions options, String... namespaces) {
    this(name, new AdapterParts(), options, namespaces);
  }

  AskNode(String name, AdapterParts parts, RedisOptions options, String... namespaces) {
    this.name = name;
    this.parts = parts;
    adapter = parts.adapter(options);
    for (String nsp : namespaces) {
      register(nsp);
    }
  }

  static AskNode started(String name, RedisOptions options, String... namespaces) {
    AskNode node = new AskNode(name, options, namespaces);
    node.adapter.start();
    node.awaitReady();
    return node;
  }

  void register(String nsp) {
    adapter.register(
        nsp,
        new Adapter.Listener() {
          @Override
          public void onMessage(ClusterMessage message, Optional<Offset> offset) {
            offsets.add(offset);
            messages.add(message);
          }

          @Override
          public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
            requests.add(request);
            behaviour.accept(request, reply);
          }
        });
  }

  void awaitReady() {
    TestNode.await(name + " ready", adapter::isReady);
  }

  private void answer(ClusterRequest request, Consumer<ClusterResponse> reply) {
    if (request instanceof ClusterRequest.FetchSockets) {
      reply.accept(sockets(name));
    } else if (request instanceof ClusterRequest.ServerSideEmit) {
      reply.accept(new ClusterResponse.ServerAnswer(name));
    } else {
      reply.accept(new ClusterResponse.ClientCount(2));
      reply.accept(new ClusterResponse.ClientAnswer(name + "1"));
      reply.accept(new ClusterResponse.ClientAnswer(name + "2"));
    }
  }

  static ClusterResponse.Sockets sockets(String id) {
    return new ClusterResponse.Sockets(List.of(new SocketDetails(id, Map.of(), Set.of(id), null)));
  }

  Asked ask(ClusterRequest request) {
    List<ClusterResponse> responses = Collections.synchronizedList(new ArrayList<>());
    return new Asked(adapter.ask(request, responses::add), responses);
  }

  Asked fetchSockets(String nsp) {
    return ask(new ClusterRequest.FetchSockets(nsp, BroadcastOptions.ALL));
  }

  Asked serverSideEmit(String nsp, boolean ack, Object... data) {
    return ask(new ClusterRequest.ServerSideEmit(nsp, List.of(data), ack));
  }

  @Override
  public void close() {
    adapter.close();
    parts.close();
  }
}
