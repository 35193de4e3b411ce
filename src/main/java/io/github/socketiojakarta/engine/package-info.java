/**
 * Engine.IO 4, server side: handshake, long-polling and WebSocket transports, the upgrade from one
 * to the other, heartbeats and closing. It turns whatever carries a client into one {@link
 * io.github.socketiojakarta.engine.EngineSocket} that sends and receives packets in order.
 *
 * <p>Neighbours: below, {@code protocol} has the packets and their codec, {@code concurrent} the
 * timer. The container is known only as {@link io.github.socketiojakarta.engine.HttpExchange} and
 * {@link io.github.socketiojakarta.engine.WebSocketConnection}, which {@code web} implements.
 * Above, {@code server} implements {@link io.github.socketiojakarta.engine.EngineListener}.
 *
 * <p>Thread rules: a session's state has one lock, held for memory work only. Requests, frames and
 * time-outs are handled on the thread that brings them. A session's listener is called without the
 * lock, by one thread at a time and in order, on the thread of a request, a frame, a time-out or a
 * {@code close}, but never on one that just sends. A WebSocket has one send in flight.
 *
 * <pre>{@code
 * EngineServer server = new EngineServer(EngineOptions.DEFAULTS, timer, socket ->
 *     new EngineSocket.Listener() {
 *       public void onMessage(EnginePacket message) {
 *         socket.send(List.of(message)); // an echo
 *       }
 *       public void onClose(CloseReason reason) {}
 *     });
 * server.handle(exchange);                                  // from a servlet
 * WebSocketHandler handler = server.open(request, socket);  // from a WebSocket endpoint
 * }</pre>
 */
package io.github.socketiojakarta.engine;
