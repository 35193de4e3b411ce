package io.github.socketiojakarta.server;

import io.github.socketiojakarta.adapter.Adapter;
import io.github.socketiojakarta.adapter.BroadcastOptions;
import io.github.socketiojakarta.adapter.ClusterMessage;
import io.github.socketiojakarta.adapter.ClusterRequest;
import io.github.socketiojakarta.adapter.ClusterResponse;
import io.github.socketiojakarta.adapter.Offset;
import io.github.socketiojakarta.adapter.SocketDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What one namespace of this node does for the cluster. Runs no code of the application. */
final class NamespaceListener implements Adapter.Listener {

  private static final BoundedLog LOG = new BoundedLog(NamespaceListener.class);

  private final Namespace namespace;

  NamespaceListener(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public void onMessage(ClusterMessage message, Optional<Offset> offset) {
    namespace.apply(message);
  }

  @Override
  public void onRequest(ClusterRequest request, Consumer<ClusterResponse> reply) {
    Consumer<ClusterResponse> guarded = response -> send(response, reply);
    try {
      if (request instanceof ClusterRequest.BroadcastWithAck broadcast) {
        ClientAnswers.send(namespace, broadcast, guarded);
      } else if (request instanceof ClusterRequest.FetchSockets fetch) {
        describeSockets(fetch.options(), guarded);
      } else if (request instanceof ClusterRequest.ServerSideEmit emit) {
        namespace.serverSide().onEvent(emit, guarded);
      }
    } catch (RuntimeException e) { // another node may send what cannot be written
      LOG.warning("a request to namespace " + namespace.name() + " could not be answered", e);
    }
  }

  /**
   * Whoever brings an answer, a client's connection perhaps, must not suffer if it cannot go out.
   */
  private void send(ClusterResponse response, Consumer<ClusterResponse> reply) {
    try {
      reply.accept(response);
    } catch (RuntimeException e) {
      LOG.warning("an answer of namespace " + namespace.name() + " was given up", e);
    }
  }

  /** At once if possible: the executor may be full of handlers that wait for just such answers. */
  private void describeSockets(BroadcastOptions options, Consumer<ClusterResponse> reply) {
    List<Socket> sockets = namespace.targets(options);
    Runnable answer = () -> reply.accept(new ClusterResponse.Sockets(details(sockets)));
    if (sockets.stream().allMatch(PlainData::isPlain)) {
      answer.run();
    } else {
      namespace.server().executor().execute(answer);
    }
  }

  private List<SocketDetails> details(List<Socket> sockets) {
    List<SocketDetails> details = new ArrayList<>(sockets.size());
    for (Socket socket : sockets) {
      details.add(
          new SocketDetails(
              socket.id(),
              PlainHandshake.write(socket.handshake()),
              socket.rooms(),
              PlainData.of(socket, namespace.server().json())));
    }
    return details;
  }
}
