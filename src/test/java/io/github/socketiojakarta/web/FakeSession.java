package io.github.socketiojakarta.web;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** As much of a container's session as {@link JakartaWebSocket} uses. */
final class FakeSession {

  final List<Object> sent = new ArrayList<>();
  final List<Integer> closes = new ArrayList<>();
  long idleTimeout;
  SendHandler handler; // of the send in flight
  RuntimeException refusal; // of the next send or close

  Session session() {
    RemoteEndpoint.Async remote =
        proxy(
            RemoteEndpoint.Async.class,
            (self, method, args) -> {
              if (method.getName().startsWith("send")) {
                refuse();
                sent.add(args[0]);
                handler = (SendHandler) args[1];
              }
              return null;
            });
    return proxy(
        Session.class,
        (self, method, args) -> {
          switch (method.getName()) {
            case "getAsyncRemote":
              return remote;
            case "setMaxIdleTimeout":
              idleTimeout = (long) args[0];
              return null;
            case "close":
              refuse();
              closes.add(args == null ? 1000 : ((CloseReason) args[0]).getCloseCode().getCode());
              return null;
            default:
              throw new UnsupportedOperationException(method.getName());
          }
        });
  }

  private void refuse() {
    RuntimeException thrown = refusal;
    refusal = null;
    if (thrown != null) {
      throw thrown;
    }
  }

  void succeed() {
    handler.onResult(new SendResult());
  }

  void fail() {
    handler.onResult(new SendResult(new IOException("reset")));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler behaviour) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
  }
}
