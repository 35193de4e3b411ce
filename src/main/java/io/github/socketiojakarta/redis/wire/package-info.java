/**
 * Cluster messages to and from bytes, exactly as Node's adapter has them; for {@code redis} only.
 *
 * <p>{@code MessageCodec} knows the two envelopes, the fields of a stream's entry and the frames of
 * PUB/SUB; {@code Payload} and {@code PayloadReader} what is in them, {@code MessageType} the
 * numbers; {@code Incoming} is what a peer sent, whichever way it came. {@code EmitterPayload} has
 * the other orders of keys that Node's emitter has, {@code EntryNumber} is the field by which a
 * repeated entry is known, {@code SessionCodec} is a saved session.
 *
 * <p>Nothing here has state: safe for use by many threads. What cannot be understood is a {@link
 * io.github.socketiojakarta.protocol.ProtocolException}, never anything else.
 */
package io.github.socketiojakarta.redis.wire;
