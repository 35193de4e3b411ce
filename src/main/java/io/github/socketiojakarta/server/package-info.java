/**
 * The Socket.IO server of one node, protocol 5: what applications call. {@link
 * io.github.socketiojakarta.server.Server} holds the {@link
 * io.github.socketiojakarta.server.Namespace namespaces}, a namespace its {@link
 * io.github.socketiojakarta.server.Socket sockets} and their rooms; {@link
 * io.github.socketiojakarta.server.BroadcastOperator} addresses many sockets, {@link
 * io.github.socketiojakarta.server.SocketOperator} one. The names are those of the Node API.
 *
 * <p>Neighbours: {@code engine} brings and takes the messages of a connection, {@code protocol}
 * knows what they mean, {@code adapter} joins the nodes. This package knows neither a container nor
 * Redis.
 *
 * <p><b>An event on its way in.</b> The engine calls the connection's {@code Client}, one call at a
 * time, on a thread of the container. The packet is put together, checked against the state of the
 * connection and queued for its socket; acknowledgements go straight to whom waits for them. The
 * listeners run on the executor the server was given, one task at a time per socket, in order:
 * middlewares, then the CONNECT reply, connection listeners, events, {@code disconnecting}, {@code
 * disconnect}. They may block. The queue is bounded; a client that sends more than its listeners
 * can take is disconnected.
 *
 * <p><b>An event on its way out.</b> {@code socket.emit} encodes on the calling thread and hands
 * the packets to the engine at once. A broadcast is published to the adapter; when it comes back,
 * in the order of the log, it is encoded once and handed to each connection addressed. That happens
 * on the adapter's thread, which runs no code of the application and waits for no client.
 *
 * <p><b>A question to the other nodes</b> ({@code fetchSockets}, {@code serverSideEmitWithAck},
 * {@code emitWithAck} in a cluster) passes beside the log. It ends when all nodes have answered or
 * are gone, or after its time-out, 5 s by default; what came until then is in the {@link
 * io.github.socketiojakarta.server.PartialResponseException}. What others ask, {@code
 * NamespaceListener} answers, on the adapter's thread as far as no code of the application has to
 * run: a node whose handlers all wait for answers still gives them. Listeners for events of other
 * nodes run on the executor, one at a time per namespace.
 *
 * <p><b>Threads.</b> Everything public may be called by any thread and does not block. Locks are
 * held for memory work only; while the engine holds its own, it may take that of the rooms or of
 * the connection's table, never the other way round.
 *
 * <pre>{@code
 * Server server = new Server(ServerOptions.DEFAULTS, new InMemoryAdapter(), json, timer, executor);
 * server.of("/chat").onConnection(socket -> {
 *   socket.join("lobby");
 *   socket.on("message", (args, ack) -> {
 *     socket.to("lobby").emit("message", args.get(0));
 *     ack.send("received");
 *   });
 * });
 * server.start();
 * }</pre>
 */
package io.github.socketiojakarta.server;
