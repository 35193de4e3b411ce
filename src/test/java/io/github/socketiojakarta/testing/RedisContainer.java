package io.github.socketiojakarta.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Redis in a container that keeps its port and its data when stopped. */
final class RedisContainer implements RedisServer.Host {

  private static final String IMAGE = "redis:7.2-alpine";

  private final GenericContainer<?> container;
  private byte[] copy; // an archive of its data; null before saveData

  RedisContainer(int port) {
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(RedisServer.settings());
    // A port of our choice, for one that Docker chooses would change at each start; and on
    // loopback only.
    PortBinding binding = PortBinding.parse("127.0.0.1:" + port + ":6379");
    container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withCommand(command.toArray(new String[0]))
            .withCreateContainerCmdModifier(
                create ->
                    create
                        .withExposedPorts(binding.getExposedPort())
                        .withHostConfig(HostConfig.newHostConfig().withPortBindings(binding)));
  }

  @Override
  public String kind() {
    return "container of " + IMAGE;
  }

  @Override
  public void start() {
    if (container.getContainerId() == null) {
      container.start();
    } else {
      docker().startContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public void stop() {
    if (container.getContainerId() != null) {
      docker().stopContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public void kill() {
    docker().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void discard() {
    container.stop();
  }

  @Override
  public void saveData() throws IOException {
    try (InputStream data =
        docker().copyArchiveFromContainerCmd(container.getContainerId(), "/data").exec()) {
      copy = data.readAllBytes();
    }
  }

  @Override
  public void restoreData() {
    docker()
        .copyArchiveToContainerCmd(container.getContainerId())
        .withTarInputStream(new ByteArrayInputStream(copy))
        .withRemotePath("/")
        .exec();
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }
}
