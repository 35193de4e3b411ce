package io.github.socketiojakarta.json;

import io.github.socketiojakarta.protocol.JsonCodec;
import io.github.socketiojakarta.protocol.JsonWriter;
import io.github.socketiojakarta.protocol.SocketIoException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link JsonCodec} by Jakarta JSON Processing and JSON Binding. Safe for use by many threads.
 *
 * <p>Bytes are bytes wherever JSON-B meets a {@code byte[]} or {@link java.nio.ByteBuffer}: in
 * records, POJOs, lists, maps and optionals. They are copied on the way in. Members declared as
 * {@code Object} are read into plain values. Of Johnzon that is not to be had: there bytes go
 * through members and collections declared as {@code byte[]} only.
 *
 * <p>Simple types and the common containers bind strictly: 1.5 does not fit an int, nor a number a
 * string. Inside the application's own classes JSON-B decides. Numerals of more than 1,000 digits,
 * or with an exponent as large, become the nearest double, as in JavaScript.
 */
public final class JsonbCodec implements JsonCodec, AutoCloseable {

  private final JsonReaderFactory trees;
  private final PlainReader reader;
  private final ByteMarks marks = new ByteMarks();
  private final Jsonb jsonb;
  private final PlainWriter writer = new PlainWriter(this::toPlainByJsonb);
  private final PlainBinder binder = new PlainBinder(this::bindByJsonb, this::tree);

  /** Makes a codec with the default configuration of JSON-B. */
  public JsonbCodec() {
    this(new JsonbConfig());
  }

  /**
   * Makes a codec with the application's configuration of JSON-B.
   *
   * @param config the configuration; it is copied
   */
  public JsonbCodec(JsonbConfig config) {
    JsonProvider provider = JsonProvider.provider(); // looked up once: it searches the class path
    trees = provider.createReaderFactory(Map.of());
    reader = new PlainReader(provider.createParserFactory(Map.of()));
    JsonbConfig withObject = copy(config);
    marks.register(withObject);
    marks.registerObject(withObject);
    Jsonb candidate = JsonbBuilder.create(withObject);
    if (!bindsProbe(candidate)) {
      close(candidate);
      JsonbConfig plain = copy(config);
      marks.register(plain);
      candidate = JsonbBuilder.create(plain);
    }
    jsonb = candidate;
  }

  private static JsonbConfig copy(JsonbConfig config) {
    JsonbConfig copy = new JsonbConfig();
    config.getAsMap().forEach(copy::setProperty);
    return copy;
  }

  /** Something to try a JSON-B on; public because JSON-B asks for it. */
  public static final class Probe {

    /** A member of no particular type. */
    public Object any;

    /** Makes a probe. */
    public Probe() {}
  }

  /** Whether a deserializer for Object is kept from everything that merely extends it. */
  private static boolean bindsProbe(Jsonb jsonb) {
    try {
      Object probe = jsonb.fromJson("{\"any\":1}", (Type) Probe.class);
      return probe instanceof Probe bound && bound.any instanceof Long;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public Object parse(String json) {
    return reader.read(json, PlainReader.STRINGS);
  }

  @Override
  public Object toPlain(Object value) {
    return writer.write(value);
  }

  @Override
  public Object bind(Object plain, Type type) {
    return binder.bind(plain, type);
  }

  private Object toPlainByJsonb(Object value) {
    List<byte[]> bytes = new ArrayList<>(0);
    String text;
    try {
      text = marks.call(bytes, () -> jsonb.toJson(value));
    } catch (RuntimeException | StackOverflowError e) {
      throw new SocketIoException(
          "cannot be turned into JSON: " + value.getClass().getName() + ": " + innermost(e), e);
    }
    return reader.read(text, string -> marks.unmark(string, bytes));
  }

  private Object bindByJsonb(Object plain, Type type) {
    List<byte[]> bytes = new ArrayList<>(0);
    String text = JsonWriter.write(marks.mark(plain, bytes));
    try {
      return marks.call(bytes, () -> jsonb.fromJson(text, type));
    } catch (RuntimeException | StackOverflowError e) {
      throw new SocketIoException(
          PlainBinder.misfit(plain, type).getMessage() + ": " + innermost(e), e);
    }
  }

  /** JSON-B wraps; the developer wants to read what it wrapped. */
  private static String innermost(Throwable e) {
    Throwable inner = e;
    for (int i = 0; i < 20 && inner.getCause() != null; i++) { // causes may form a circle
      inner = inner.getCause();
    }
    return inner.toString();
  }

  private JsonValue tree(String json) {
    try (JsonReader tree = trees.createReader(new StringReader(json))) {
      return tree.readValue();
    }
  }

  /** Frees what JSON-B holds; the codec must not be used afterwards. */
  @Override
  public void close() {
    close(jsonb);
  }

  private static void close(Jsonb jsonb) {
    try {
      jsonb.close();
    } catch (Exception e) { // AutoCloseable's signature
      throw new SocketIoException("JSON-B could not be closed", e);
    }
  }
}
