package io.github.socketiojakarta.cluster;

import java.util.List;
import java.util.Map;

/**
 * A socket as a server sees it, its own or another's.
 *
 * @param id its id
 * @param rooms the rooms it is in
 * @param data what the application keeps with it, a plain value
 * @param handshake its handshake by Node's names, plain values
 */
public record SocketView(
    String id, List<String> rooms, Object data, Map<String, Object> handshake) {}
