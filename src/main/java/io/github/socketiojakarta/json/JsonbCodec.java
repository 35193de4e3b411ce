package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonCodec;
import java.lang.reflect.Type;

/** {@link JsonCodec} by Jakarta JSON Processing and JSON Binding. */
public final class JsonbCodec implements JsonCodec, AutoCloseable {

  /** Makes a codec with the default configuration of JSON-B. */
  public JsonbCodec() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object parse(String json) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object toPlain(Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object bind(Object plain, Type type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
