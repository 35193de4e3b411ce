/**
 * The rim towards the application: finds its beans, calls their methods, makes the server and ends
 * it.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @SocketNamespace("/chat")
 * public class Chat {
 *   @Inject @Of("/chat") Namespace chat;
 *
 *   @OnConnect    void connected(Socket socket) { socket.join("lobby"); }
 *   @OnEvent("message") Receipt message(Socket socket, Message message) {
 *     chat.to(message.room()).emit("message", message);
 *     return new Receipt(message.id());
 *   }
 *   @OnDisconnect void left(Socket socket, DisconnectReason reason) { }
 * }
 * }</pre>
 *
 * <p><b>Neighbours.</b> {@code server} has all that the annotations do as calls; this package adds
 * nothing to it but CDI. {@code web} is given the engine by {@link
 * io.github.socketiojakarta.cdi.SocketIoInitializer}; {@code redis} and {@code json} are chosen by
 * {@link io.github.socketiojakarta.cdi.ServerLifecycle}, unless the application has beans of its
 * own for {@code Adapter}, {@code JsonCodec} or {@code RequestFilter}. {@link
 * io.github.socketiojakarta.cdi.EmitterLifecycle} makes an {@code Emitter} for whom injects one; an
 * application may emit only, and serve no sockets.
 *
 * <p><b>At deployment</b> {@link io.github.socketiojakarta.cdi.SocketIoExtension} reads all methods
 * and {@link io.github.socketiojakarta.cdi.SocketIoConfig} all keys; what is wrong stops the
 * deployment, all mistakes in one message.
 *
 * <p><b>Threads.</b> Handlers run on the managed executor, one at a time per socket, or per
 * namespace for events of other nodes, and in order, in the application's context and with an
 * active request scope; they may block. Observers and producers run where the container calls them.
 * Nothing of CDI is looked up by the current thread, for containers have threads where that fails.
 */
package io.github.socketiojakarta.cdi;
