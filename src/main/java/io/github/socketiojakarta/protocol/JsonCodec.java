package io.github.socketiojakarta.protocol;

import java.lang.reflect.Type;

/**
 * What the protocol needs of a JSON library. Between the wire and the application stand <em>plain
 * values</em>: null, {@link Boolean}, {@link String}, {@link Number} ({@link Long}, {@link
 * java.math.BigInteger} beyond it, else {@link Double}, or {@link java.math.BigDecimal} where a
 * double would lose digits), {@code byte[]}, {@link java.time.Instant}, {@code List<Object>} and
 * {@code Map<String, Object>} in the order of the wire. Bytes may stand anywhere in them.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface JsonCodec {

  /**
   * Reads a JSON text (RFC 8259, one value, nothing behind it but white space).
   *
   * @param json the text
   * @return the plain value; of two equal keys the last wins
   * @throws ProtocolException if it is not JSON or nested deeper than is sane
   */
  Object parse(String json);

  /**
   * Turns a value of the application into a plain value: plain values as they are, {@code
   * JsonValue}s, records, POJOs, collections, optionals and dates as JSON-B has them; bytes stay
   * bytes at any depth.
   *
   * @param value the application's value
   * @return the plain value
   * @throws SocketIoException if the value cannot be turned into JSON
   */
  Object toPlain(Object value);

  /**
   * Binds a plain value to a type of the application.
   *
   * @param plain the plain value
   * @param type the wanted type, generics and all
   * @return the value; null where JSON null binds to null
   * @throws SocketIoException if the value does not fit the type
   */
  Object bind(Object plain, Type type);
}
