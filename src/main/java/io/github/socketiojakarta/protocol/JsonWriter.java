package io.github.socketiojakarta.protocol;

/**
 * Writes plain values (see {@link JsonCodec}) as JSON, character for character as JavaScript's
 * {@code JSON.stringify}.
 */
public final class JsonWriter {

  private JsonWriter() {}

  /**
   * Writes a value.
   *
   * @param plain the value; bytes are not allowed
   * @return the text
   * @throws SocketIoException if it is no plain value
   */
  public static String write(Object plain) {
    throw new UnsupportedOperationException();
  }
}
