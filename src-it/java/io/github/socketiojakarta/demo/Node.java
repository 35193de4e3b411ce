package io.github.socketiojakarta.demo;

import io.github.socketiojakarta.server.Server;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This node: its name, and its link to Redis. */
@ApplicationScoped
public class Node {

  @Inject
  @ConfigProperty(name = "demo.node")
  String name;

  /** The demo puts a line of its own between node and Redis, and this address cuts it. */
  @Inject
  @ConfigProperty(name = "demo.scissors")
  URI scissors;

  @Inject Server server;

  String name() {
    return name;
  }

  boolean linked() {
    return server.adapter().isReady();
  }

  void cutRedis() {
    try {
      HttpURLConnection request = (HttpURLConnection) scissors.toURL().openConnection();
      request.setRequestMethod("POST");
      request.getResponseCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
