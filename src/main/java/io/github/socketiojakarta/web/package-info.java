/**
 * Servlet and Jakarta WebSocket behind the engine: turns a container's requests into {@link
 * io.github.socketiojakarta.engine.HttpExchange}s and its WebSocket sessions into {@link
 * io.github.socketiojakarta.engine.WebSocketConnection}s.
 *
 * <p>Neighbours: it calls {@code engine}; {@code cdi} registers it. It knows nothing of Socket.IO
 * itself.
 *
 * <p>One servlet stands on the public path. It answers plain requests asynchronously and upgrades
 * WebSocket requests by the container's own means, with an endpoint that is registered on an
 * internal path: of the ways to get there this is the one that works on every container, answers a
 * bad handshake with a real HTTP error and lets the application's filters and security run.
 *
 * <p>Threads: everything here runs on the container's threads or on those of the caller, and
 * nothing waits for a client. Sends are asynchronous, one at a time, and reported by call-back,
 * because containers refuse or lose sends that overlap.
 *
 * <p>What a container does not tell is not known here: over HTTP/1.1 no servlet container looks at
 * a connection whose request has been read, so a client that drops a pending poll is noticed when
 * its answer is written, or by the ping time-out, whichever comes first.
 *
 * <pre>{@code
 * // in a ServletContainerInitializer
 * WebRim.register(servletContext, "/socket.io/", () -> server.engine());
 * }</pre>
 */
package io.github.socketiojakarta.web;
