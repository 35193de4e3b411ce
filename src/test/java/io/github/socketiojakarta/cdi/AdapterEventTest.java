package io.github.socketiojakarta.cdi;

import static io.github.socketiojakarta.cdi.TestApplication.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.socketiojakarta.adapter.AdapterEvent;
import io.github.socketiojakarta.adapter.AdapterStats;
import io.github.socketiojakarta.testing.RedisServer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications observe what goes wrong in the cluster. */
class AdapterEventTest {

  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @RequestScoped
  static class Request {
    String mark() {
      return "request";
    }
  }

  @ApplicationScoped
  static class Watch {
    @Inject Request request;

    void any(@Observes AdapterEvent event) {
      SEEN.add("any " + event.getClass().getSimpleName() + " in a " + request.mark());
    }

    /** The last one: behind it none is called. */
    void failing(@Observes @Priority(10_000) AdapterEvent.Disconnected event) {
      throw new IllegalStateException("for the test");
    }

    void lost(@ObservesAsync AdapterEvent.Disconnected event) {
      SEEN.add("lost " + event.stream());
    }

    void found(@ObservesAsync AdapterEvent.Connected event) {
      SEEN.add("found " + event.stream());
    }
  }

  @BeforeEach
  void clear() {
    SEEN.clear();
  }

  @AfterEach
  void restoreConfiguration() {
    System.clearProperty("socketio.redis.uri");
  }

  @Test
  void observersAreToldOfAnOutageAndItsEnd() {
    try (RedisServer redis = RedisServer.started()) {
      System.setProperty("socketio.redis.uri", redis.uri());
      try (TestApplication application = TestApplication.of(Watch.class, Request.class)) {
        await(() -> SEEN.contains("found socket.io"), "the first connection");
        assertThat(SEEN).contains("any Connected in a request");
        assertThat(application.server().adapter().stats().reconnects()).isZero();
        SEEN.clear();

        redis.killClients();

        await(() -> SEEN.contains("found socket.io"), "the next connection");
        await(() -> SEEN.contains("lost socket.io"), "the outage");
        assertThat(SEEN).contains("any Disconnected in a request", "any Connected in a request");
        assertThat(application.server().adapter().stats().reconnects()).isPositive();
      }
    }
  }

  @Test
  void nothingHappensToAnApplicationThatIsAlone() {
    try (TestApplication application = TestApplication.of(Watch.class, Request.class)) {
      assertThat(application.server().adapter().stats()).isEqualTo(AdapterStats.none(true));
      assertThat(SEEN).isEmpty();
    }
  }
}
