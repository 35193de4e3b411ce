package io.github.socketiojakarta.cdi;

import java.util.ArrayList;
import java.util.List;

/** The one table of all keys: what is read, what the defaults are, and what the README says. */
final class ConfigKeys {

  /** What all keys begin with. */
  static final String PREFIX = "socketio.";

  private static final List<ConfigKey> TABLE = new ArrayList<>();

  static final ConfigKey SERVE =
      key(
          "serve",
          "true",
          "Whether this application serves sockets; without it there is no endpoint, and only the"
              + " Emitter can be injected");
  static final ConfigKey PATH =
      key("path", "/socket.io/", "Where clients connect, below the context root of the WAR");
  static final ConfigKey PING_INTERVAL =
      key("ping-interval", "25s", "Time between two pings to a client");
  static final ConfigKey PING_TIMEOUT =
      key("ping-timeout", "20s", "How long a client may take to answer a ping");
  static final ConfigKey UPGRADE_TIMEOUT =
      key("upgrade-timeout", "10s", "How long the change from polling to WebSocket may take");
  static final ConfigKey CONNECT_TIMEOUT =
      key("connect-timeout", "45s", "How long a connection may stay without joining a namespace");
  static final ConfigKey MAX_HTTP_BUFFER_SIZE =
      key("max-http-buffer-size", "1000000", "Bytes that one message or POST body may have");
  static final ConfigKey TRANSPORTS =
      key("transports", "polling,websocket", "The enabled transports");
  static final ConfigKey ALLOW_UPGRADES =
      key("allow-upgrades", "true", "Whether polling clients are offered WebSocket");
  static final ConfigKey HTTP_COMPRESSION =
      key("http-compression", "true", "Whether polling answers may be compressed");
  static final ConfigKey HTTP_COMPRESSION_THRESHOLD =
      key(
          "http-compression.threshold",
          "1024",
          "Bytes from which on polling answers are compressed");
  static final ConfigKey PER_MESSAGE_DEFLATE =
      key(
          "per-message-deflate",
          "false",
          "Whether WebSocket compression may be negotiated, where the container offers it");
  static final ConfigKey CORS_ORIGIN =
      key(
          "cors.origin",
          "",
          "Origins that may connect from other sites: `*`, `https://example.com`, or regular"
              + " expressions `/…/`, commas between; without it no other origin may");
  static final ConfigKey CORS_METHODS =
      key("cors.methods", "GET,HEAD,PUT,PATCH,POST,DELETE", "Methods named to a preflight request");
  static final ConfigKey CORS_ALLOWED_HEADERS =
      key("cors.allowed-headers", "", "Headers a page may send; those it asks for if not set");
  static final ConfigKey CORS_EXPOSED_HEADERS =
      key("cors.exposed-headers", "", "Headers a page may read");
  static final ConfigKey CORS_CREDENTIALS =
      key("cors.credentials", "false", "Whether a page of another origin may send cookies");
  static final ConfigKey CORS_MAX_AGE =
      key("cors.max-age", "", "How long a preflight may be cached; a plain number counts seconds");
  static final ConfigKey COOKIE_NAME =
      key(
          "cookie.name",
          "",
          "Name of a cookie with the session id (`io` in Node); none if not set");
  static final ConfigKey COOKIE_PATH = key("cookie.path", "/", "Path of the cookie");
  static final ConfigKey COOKIE_HTTP_ONLY =
      key("cookie.http-only", "true", "Whether the cookie is kept from scripts");
  static final ConfigKey COOKIE_SAME_SITE =
      key("cookie.same-site", "Lax", "`Lax`, `Strict` or `None`");
  static final ConfigKey COOKIE_MAX_AGE =
      key(
          "cookie.max-age",
          "",
          "How long the cookie is kept, a plain number counts seconds; for the browser's session"
              + " if not set");
  static final ConfigKey COOKIE_DOMAIN = key("cookie.domain", "", "Domain of the cookie");
  static final ConfigKey COOKIE_SECURE =
      key("cookie.secure", "false", "Whether the cookie is sent over TLS only");
  static final ConfigKey OUTBOX_MAX_BYTES =
      key("outbox.max-bytes", "10000000", "Bytes that may wait for one client before it is closed");
  static final ConfigKey INBOX_MAX_EVENTS =
      key(
          "inbox.max-events",
          "10000",
          "Events of one socket that may wait for its handlers before it is closed");
  static final ConfigKey INBOX_MAX_BYTES =
      key("inbox.max-bytes", "10000000", "Bytes that such events may have together");
  static final ConfigKey EXECUTOR =
      key(
          "executor",
          "java:comp/DefaultManagedExecutorService",
          "JNDI name of the ManagedExecutorService that runs handlers; before the default a CDI"
              + " bean of that type is taken");
  static final ConfigKey SCHEDULED_EXECUTOR =
      key(
          "scheduled-executor",
          "java:comp/DefaultManagedScheduledExecutorService",
          "JNDI name of the ManagedScheduledExecutorService for time-outs; before the default a"
              + " CDI bean of that type is taken");
  static final ConfigKey REDIS_URI =
      key(
          "redis.uri",
          "",
          "Where Redis is, for example `redis://localhost:6379`, or its sentinels and the name of"
              + " their master, `redis-sentinel://host1,host2:26379#mymaster`; `rediss://` and"
              + " `rediss-sentinel://` for TLS; one node if neither this nor the next is set");
  static final ConfigKey REDIS_CLUSTER =
      key(
          "redis.cluster",
          "",
          "Instead of the above: some servers of a Redis Cluster, `redis://host1:6379,"
              + "redis://host2:6379`");
  static final ConfigKey REDIS_USERNAME =
      key("redis.username", "", "Who logs in at Redis, if the address does not say it");
  static final ConfigKey REDIS_PASSWORD =
      key("redis.password", "", "The password, if it is not in the address");
  static final ConfigKey REDIS_SENTINEL_USERNAME =
      key("redis.sentinel.username", "", "Who logs in at the sentinels");
  static final ConfigKey REDIS_SENTINEL_PASSWORD =
      key("redis.sentinel.password", "", "The sentinels' own password");
  static final ConfigKey REDIS_TLS_CA =
      key("redis.tls.ca", "", "PEM file of the authorities that sign the servers' certificates");
  static final ConfigKey REDIS_TLS_CERTIFICATE =
      key("redis.tls.certificate", "", "PEM file of this client's certificate and its chain");
  static final ConfigKey REDIS_TLS_KEY =
      key("redis.tls.key", "", "PEM file of its private key: PKCS #8, not encrypted");
  static final ConfigKey REDIS_TLS_VERIFY =
      key(
          "redis.tls.verify",
          "full",
          "What is checked: `full` signature and host name, `ca` signature, `none` nothing");
  static final ConfigKey REDIS_TIMEOUT =
      key("redis.timeout", "10s", "How long connecting to Redis, or an answer, may take");
  static final ConfigKey REDIS_CLIENT_NAME =
      key("redis.client-name", "socketio", "What `CLIENT LIST` calls the connections");
  static final ConfigKey REDIS_STREAM_NAME =
      key("redis.stream-name", "socket.io", "The stream, the same on all nodes");
  static final ConfigKey REDIS_STREAM_COUNT =
      key("redis.stream-count", "1", "How many streams the namespaces are spread over");
  static final ConfigKey REDIS_EVEN_STREAMS =
      key(
          "redis.even-streams",
          "false",
          "Whether several streams are used evenly, which Node nodes do not understand");
  static final ConfigKey REDIS_CHANNEL_PREFIX =
      key("redis.channel-prefix", "socket.io", "What the names of PUB/SUB channels begin with");
  static final ConfigKey REDIS_USE_SHARDED_PUB_SUB =
      key("redis.use-sharded-pub-sub", "false", "Whether PUB/SUB is sharded; needs Redis 7");
  static final ConfigKey REDIS_MAX_LEN =
      key("redis.max-len", "10000", "About how many entries a stream keeps");
  static final ConfigKey REDIS_READ_COUNT =
      key("redis.read-count", "100", "How many entries are read at once");
  static final ConfigKey REDIS_BLOCK_TIME =
      key("redis.block-time", "5s", "How long a read waits for entries");
  static final ConfigKey REDIS_SESSION_KEY_PREFIX =
      key("redis.session-key-prefix", "sio:session:", "What the keys of sessions begin with");
  static final ConfigKey REDIS_ONLY_PLAINTEXT =
      key("redis.only-plaintext", "false", "Whether bytes are written as JSON, not MessagePack");
  static final ConfigKey PUBLISH_MAX_PENDING =
      key("publish.max-pending", "10000", "How many messages of a stream may wait for Redis");
  static final ConfigKey PUBLISH_TIMEOUT =
      key("publish.timeout", "60s", "How long a message may wait before it is given up");

  /** Every key there is. */
  static final List<ConfigKey> ALL = List.copyOf(TABLE);

  private ConfigKeys() {}

  private static ConfigKey key(String name, String defaultValue, String meaning) {
    ConfigKey key = new ConfigKey(PREFIX + name, defaultValue, meaning);
    TABLE.add(key);
    return key;
  }
}
