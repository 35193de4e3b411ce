package io.github.socketiojakarta.redis.wire;

import io.github.socketiojakarta.adapter.Session;
import io.github.socketiojakarta.msgpack.MsgPack;
import io.github.socketiojakarta.protocol.ProtocolException;
import io.github.socketiojakarta.protocol.SocketIoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sessions to and from the values under which Node's adapter saves them: base64 of MessagePack of
 * {@code {sid, pid, rooms, data}}. What we keep besides comes behind; Node passes over it.
 *
 * <p>Pure; safe for use by many threads.
 */
public final class SessionCodec {

  private static final String SID = "sid";
  private static final String PID = "pid";
  private static final String ROOMS = "rooms";
  private static final String DATA = "data";

  private SessionCodec() {}

  /**
   * Writes a session.
   *
   * @throws SocketIoException if it holds what is no plain value; the message says where
   */
  public static byte[] encode(Session session) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SID, session.sid());
    map.put(PID, session.pid());
    map.put(ROOMS, new ArrayList<>(session.rooms()));
    map.put(DATA, session.data());
    map.putAll(session.extras());
    return Base64.getEncoder().encode(MsgPack.write(map));
  }

  /**
   * Reads a session, whoever wrote it.
   *
   * @throws ProtocolException if it is none
   */
  public static Session decode(byte[] value) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("no base64", e);
    }
    if (!(MsgPack.read(bytes) instanceof Map<?, ?> map)) {
      throw new ProtocolException("no object");
    }
    if (!(map.get(SID) instanceof String sid) || !(map.get(PID) instanceof String pid)) {
      throw new ProtocolException("no sid or no pid");
    }
    Map<String, Object> extras = new LinkedHashMap<>();
    map.forEach((name, extra) -> extras.put((String) name, extra));
    for (String own : new String[] {SID, PID, ROOMS, DATA}) {
      extras.remove(own);
    }
    return new Session(sid, pid, PayloadReader.names(map, ROOMS), map.get(DATA), extras);
  }

  /** A value as text: base64 is ASCII. */
  public static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }
}
