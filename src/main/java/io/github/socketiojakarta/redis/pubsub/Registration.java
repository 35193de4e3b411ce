package io.github.socketiojakarta.redis.pubsub;

import io.github.socketiojakarta.adapter.Adapter;

/**
 * A namespace of this node.
 *
 * @param uid how others know this node in it; 16 lower-case hex digits
 * @param listener applies what concerns it
 */
public record Registration(String uid, Adapter.Listener listener) {}
