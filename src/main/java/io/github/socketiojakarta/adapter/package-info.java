/**
 * What the nodes of a cluster share: one ordered log of {@link
 * io.github.socketiojakarta.adapter.ClusterMessage messages}, behind {@link
 * io.github.socketiojakarta.adapter.Adapter}.
 *
 * <p>The {@code server} package publishes and registers one listener per namespace; it applies to
 * its own sockets whatever comes back, also what it published itself. So all nodes see one order,
 * and the {@link io.github.socketiojakarta.adapter.Offset} of a message is the same everywhere. An
 * implementation knows nothing of sockets: {@link
 * io.github.socketiojakarta.adapter.InMemoryAdapter} serves a node that is alone, the {@code redis}
 * package a cluster. Who is no node but has something to say to them has a {@link
 * io.github.socketiojakarta.adapter.ClusterWriter}. A {@link
 * io.github.socketiojakarta.adapter.Session} is what it keeps of a socket whose client may return.
 * This package imports {@code protocol} only.
 *
 * <p>Threads: {@code publish} may be called by any thread and does not wait for the network. A
 * listener is called by one thread at a time per namespace, in the order of the log; it does memory
 * work only, since all namespaces of a log wait for it.
 *
 * <pre>{@code
 * Adapter adapter = new InMemoryAdapter();
 * adapter.register("/chat", (message, offset) -> System.out.println(offset + " " + message));
 * adapter.start();
 * Packet packet = new Packet(Packet.Type.EVENT, "/chat", List.of("hello", "world"));
 * adapter.publish(new ClusterMessage.Broadcast(packet, BroadcastOptions.ALL));
 * }</pre>
 */
package io.github.socketiojakarta.adapter;
