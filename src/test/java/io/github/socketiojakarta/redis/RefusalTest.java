package io.github.socketiojakarta.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

  @ParameterizedTest
  @CsvSource({
    "OOM command not allowed when used memory > 'maxmemory'., LATER",
    "MISCONF Redis is configured to save RDB snapshots, LATER",
    "READONLY You can't write against a read only replica., RECONNECT",
    "LOADING Redis is loading the dataset in memory, RECONNECT",
    "MOVED 3999 127.0.0.1:6381, RECONNECT",
    "ASK 3999 127.0.0.1:6381, RECONNECT",
    "CLUSTERDOWN The cluster is down, RECONNECT",
    "TRYAGAIN Multiple keys request during rehashing of slot, LATER",
    "NOAUTH Authentication required., RECONNECT",
    "WRONGTYPE Operation against a key holding the wrong kind of value, FINAL",
    "NOPERM this user has no permissions to run the 'xadd' command, FINAL",
    "ERR value is not an integer or out of range, FINAL"
  })
  void readsTheCodeOfAnError(String message, Refusal refusal) {
    assertThat(Refusal.of(new RedisCommandExecutionException(message))).isEqualTo(refusal);
  }

  @Test
  void whatIsNoAnswerOfRedisLeavesTheFateUnknown() {
    assertThat(Refusal.of(new RedisException("Connection disconnected")))
        .isEqualTo(Refusal.RECONNECT);
  }
}
