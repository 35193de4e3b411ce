package io.github.socketiojakarta.demo;

import io.github.socketiojakarta.cdi.Of;
import io.github.socketiojakarta.server.Namespace;
import io.github.socketiojakarta.server.Socket;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tells everyone who is on this node, at each change and once a second, so that newcomers learn of
 * it too. The broadcast is volatile: it is worth nothing a second later, and while Redis is out of
 * reach it goes to this node's own clients, whereas those of the other node see this one go silent.
 */
@ApplicationScoped
public class Presence {

  /** Someone in the room. */
  public record Person(String id, String name) {}

  /** Everyone on one node, and whether that node reaches Redis. */
  public record Roster(String node, boolean linked, List<Person> people) {}

  @Inject @Of Namespace room;
  @Inject Node node;

  @Resource ManagedScheduledExecutorService scheduler;
  private Future<?> beat; // written once, before anything else happens here

  void start(@Observes Startup startup) {
    beat = scheduler.scheduleWithFixedDelay(this::announce, 1, 1, TimeUnit.SECONDS);
  }

  void announce() {
    List<Person> people = room.sockets().stream().map(Presence::person).toList();
    room.asVolatile().emit("roster", new Roster(node.name(), node.linked(), people));
  }

  private static Person person(Socket socket) {
    return new Person(socket.id(), socket.data().getOrDefault("name", "someone").toString());
  }

  @PreDestroy
  void stop() {
    beat.cancel(false);
  }
}
