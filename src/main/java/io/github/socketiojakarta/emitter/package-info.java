/**
 * Sends to a cluster from where no sockets are served: {@link
 * io.github.socketiojakarta.emitter.Emitter}, with the names of Node's emitter.
 *
 * <p>Its neighbours: an emitter writes to a {@link
 * io.github.socketiojakarta.adapter.ClusterWriter}, which the {@code redis} package has for the
 * streams of a cluster and {@link io.github.socketiojakarta.adapter.InMemoryAdapter} for a server
 * that is alone. The {@code cdi} package makes one to be injected. This package knows nothing of
 * the server.
 *
 * <p>Threads: everything here is immutable and may be used by many threads; nothing waits for the
 * network but {@code close}. What is chained to a stage runs on the executor.
 *
 * <pre>{@code
 * emitter.emit("news", "to everyone in the main namespace");
 * emitter.of("/chat").to("lobby").except("muted").emit("news", "hello");
 * emitter.in("lobby").socketsJoin("archive");
 * emitter.serverSideEmit("reload", "prices");
 * }</pre>
 */
package io.github.socketiojakarta.emitter;
