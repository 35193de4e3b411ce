/**
 * Values of the application to and from JSON, by whatever Jakarta JSON Processing and JSON Binding
 * the server brings.
 *
 * <p>It implements {@link io.github.socketiojakarta.protocol.JsonCodec} and imports nothing else of
 * this library. Bytes, which JSON has none of, pass through JSON-B as private marks.
 *
 * <p>Threads: everything here may be used by all threads at once.
 *
 * <pre>{@code
 * record Message(String room, byte[] image) {}
 *
 * JsonCodec json = new JsonbCodec();
 * Object plain = json.toPlain(new Message("lobby", image));      // a map; the image is a byte[]
 * Message message = (Message) json.bind(plain, Message.class);
 * }</pre>
 */
package io.github.socketiojakarta.json;
