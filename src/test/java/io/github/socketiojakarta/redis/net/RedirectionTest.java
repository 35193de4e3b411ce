package io.github.socketiojakarta.redis.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectionTest {

  private static Throwable error(String message) {
    return new LinkLostException(
        new ExecutionException(new RedisCommandExecutionException(message)));
  }

  @Test
  void readsWhereAServerSendsUs() {
    assertThat(Redirection.of(error("MOVED 3999 10.0.0.1:6381")))
        .contains(new Redirection(false, "10.0.0.1", 6381));
    assertThat(Redirection.of(error("ASK 3999 redis-2.example:6381")))
        .contains(new Redirection(true, "redis-2.example", 6381));
    assertThat(Redirection.of(error("MOVED 3999 fd00::12:6381")))
        .contains(new Redirection(false, "fd00::12", 6381));
  }

  @Test
  void anEmptyHostIsTheOneThatSpoke() {
    RedisURI speaker = RedisURI.create("rediss://ada:secret@redis.example:6379");
    Target target = Redirection.of(error("MOVED 1 :6381")).orElseThrow().from(speaker);
    assertThat(target.server().getHost()).isEqualTo("redis.example");
    assertThat(target.server().getPort()).isEqualTo(6381);
    assertThat(target.server().isSsl()).isTrue();
    assertThat(target.server().getCredentialsProvider()).isSameAs(speaker.getCredentialsProvider());
  }

  @ParameterizedTest
  @ValueSource(strings = {"READONLY You can't write", "MOVED", "MOVED x y", "ASK 1 host:port"})
  void otherErrorsSendUsNowhere(String message) {
    assertThat(Redirection.of(error(message))).isEmpty();
  }
}
