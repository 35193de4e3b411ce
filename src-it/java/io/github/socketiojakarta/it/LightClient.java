package io.github.socketiojakarta.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * As much of a Socket.IO client as a test with hundreds of them needs: WebSocket, the main
 * namespace, numbers in event {@code n}. It never reconnects, so what it counts came over one
 * connection.
 */
final class LightClient implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String NUMBER = "42[\"n\",";

  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final StringBuilder frame = new StringBuilder(); // WebSocket's thread only
  private final List<Integer> numbers = new ArrayList<>(); // guarded by itself
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private CompletableFuture<WebSocket> sending = opened; // the last send; guarded by this

  /** Begins to connect to a server. */
  LightClient(URI application) {
    URI uri =
        URI.create(
            application.toString().replaceFirst("^http", "ws")
                + "socket.io/?EIO=4&transport=websocket");
    HTTP.newWebSocketBuilder()
        .buildAsync(uri, this)
        .whenComplete(
            (socket, failure) -> {
              if (failure == null) {
                opened.complete(socket);
              } else {
                fail(failure);
              }
            });
  }

  /** Waits until it is in the namespace, then in a room. */
  LightClient join(String room) throws Exception {
    connected.get(60, TimeUnit.SECONDS);
    send("420[\"join\",\"" + room + "\"]");
    joined.get(60, TimeUnit.SECONDS);
    return this;
  }

  /** Sends an event with a number. */
  void emit(String event, int number) {
    send("42[\"" + event + "\"," + number + "]");
  }

  /** One send at a time: this WebSocket refuses a second. */
  private synchronized void send(String text) {
    sending = sending.thenCompose(socket -> socket.sendText(text, true));
  }

  /** What it has received so far. */
  List<Integer> numbers() {
    synchronized (numbers) {
      return List.copyOf(numbers);
    }
  }

  /** How much it has received so far. */
  int count() {
    synchronized (numbers) {
      return numbers.size();
    }
  }

  /** Completes when the connection has ended. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    frame.append(data);
    if (last) {
      String text = frame.toString();
      frame.setLength(0);
      received(text);
    }
    socket.request(1);
    return null;
  }

  private void received(String text) {
    if (text.startsWith(NUMBER)) {
      int number = Integer.parseInt(text.substring(NUMBER.length(), text.length() - 1));
      synchronized (numbers) {
        numbers.add(number);
      }
    } else if (text.equals("2")) {
      send("3");
    } else if (text.startsWith("40")) {
      connected.complete(null);
    } else if (text.startsWith("430")) {
      joined.complete(null);
    } else if (text.startsWith("0")) {
      send("40");
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    fail(new IllegalStateException("closed with " + status + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    fail(error);
  }

  private void fail(Throwable failure) {
    connected.completeExceptionally(failure);
    joined.completeExceptionally(failure);
    closed.complete(null);
  }

  @Override
  public synchronized void close() {
    sending.thenAccept(WebSocket::abort);
  }
}
