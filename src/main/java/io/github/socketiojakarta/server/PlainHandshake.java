package io.github.socketiojakarta.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A handshake as nodes tell each other of it: names and order are those of Node's object. */
final class PlainHandshake {

  /** How JavaScript writes a date where the time zone is UTC. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern(
              "EEE MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private PlainHandshake() {}

  /** Writes a handshake; who the user is stays on this node. */
  static Map<String, Object> write(Handshake handshake) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("headers", handshake.headers());
    plain.put("time", DATE.format(handshake.issued()));
    plain.put("address", handshake.address());
    plain.put("xdomain", handshake.xdomain());
    plain.put("secure", handshake.secure());
    plain.put("issued", handshake.issued().toEpochMilli());
    plain.put("url", handshake.url());
    plain.put("query", handshake.query());
    plain.put("auth", handshake.auth());
    return plain;
  }

  /** Reads what another node wrote; what is missing or odd is empty, false or the epoch. */
  static Handshake read(Map<String, Object> plain) {
    return new Handshake(
        texts(plain.get("headers")),
        texts(plain.get("query")),
        map(plain.get("auth")),
        text(plain.get("address")),
        Boolean.TRUE.equals(plain.get("xdomain")),
        Boolean.TRUE.equals(plain.get("secure")),
        Instant.ofEpochMilli(plain.get("issued") instanceof Number issued ? issued.longValue() : 0),
        text(plain.get("url")),
        Optional.empty());
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> fields) {
      fields.forEach((name, field) -> map.put(String.valueOf(name), field));
    }
    return map;
  }

  private static Map<String, String> texts(Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    map(value).forEach((name, field) -> texts.put(name, text(field)));
    return texts;
  }

  /** In Node a header that came several times may be a list. */
  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PlainHandshake::text).collect(Collectors.joining(", "));
    }
    return value == null || value instanceof Map<?, ?> ? "" : value.toString();
  }
}
