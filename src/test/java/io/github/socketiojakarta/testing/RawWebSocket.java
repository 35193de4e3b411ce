package io.github.socketiojakarta.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A WebSocket client that can break every rule. A close frame of the server is answered. */
public final class RawWebSocket implements AutoCloseable {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final Socket socket;
  private final DataInputStream in;
  private final RawHttp.Reply handshake;
  private boolean closeSent;

  private RawWebSocket(Socket socket, DataInputStream in, RawHttp.Reply handshake) {
    this.socket = socket;
    this.in = in;
    this.handshake = handshake;
  }

  /**
   * A frame from the server.
   *
   * @param opcode as on the wire; -1 for the end of the connection
   * @param payload the bytes
   */
  public record Frame(int opcode, byte[] payload) {

    /** Text frame. */
    public static final int TEXT = 1;

    /** Binary frame. */
    public static final int BINARY = 2;

    /** Close frame. */
    public static final int CLOSE = 8;

    /** Pong frame. */
    public static final int PONG = 10;

    /** The connection has ended. */
    public static final int END = -1;

    /**
     * The payload as UTF-8.
     *
     * @return the text
     */
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * The status of a close frame.
     *
     * @return 1005 if there is none
     */
    public int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  /**
   * Sends a handshake and reads its answer, whatever it is.
   *
   * @param port the server's port
   * @param path the raw path and query
   * @param headers added to those of a handshake, or in their place
   * @return the client; {@link #handshake} tells whether it is open
   * @throws IOException if there is no answer
   */
  public static RawWebSocket open(int port, String path, Map<String, String> headers)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", "127.0.0.1:" + port);
    all.put("Upgrade", "websocket");
    all.put("Connection", "Upgrade");
    all.put("Sec-WebSocket-Key", KEY);
    all.put("Sec-WebSocket-Version", "13");
    all.putAll(headers);
    Socket socket = RawHttp.connect(port);
    socket.getOutputStream().write(RawHttp.head("GET", path, all));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    RawHttp.Reply reply = RawHttp.readHead(in);
    if (reply.status() != 101) {
      String length = reply.headers().get("content-length");
      byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
      reply = new RawHttp.Reply(reply.status(), reply.headers(), body);
    } else if (!accept().equals(reply.headers().get("sec-websocket-accept"))) {
      throw new IOException("wrong Sec-WebSocket-Accept");
    }
    return new RawWebSocket(socket, in, reply);
  }

  private static String accept() {
    try {
      byte[] key = (KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The answer to the handshake.
   *
   * @return with status 101 if the WebSocket is open
   */
  public RawHttp.Reply handshake() {
    return handshake;
  }

  /**
   * Sends a text message.
   *
   * @param text the text
   * @throws IOException if it cannot be sent
   */
  public void send(String text) throws IOException {
    send(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a binary message.
   *
   * @param bytes the bytes
   * @throws IOException if it cannot be sent
   */
  public void send(byte[] bytes) throws IOException {
    send(Frame.BINARY, bytes);
  }

  /**
   * Sends a close frame.
   *
   * @param code its status, 1005 for none
   * @throws IOException if it cannot be sent
   */
  public void sendClose(int code) throws IOException {
    closeSent = true;
    byte[] payload =
        code == 1005 ? new byte[0] : ByteBuffer.allocate(2).putShort((short) code).array();
    send(Frame.CLOSE, payload);
  }

  private void send(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 0x10000) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    sendRaw(Arrays.copyOf(frame.array(), frame.position()));
  }

  /**
   * Sends bytes as they are.
   *
   * @param bytes the bytes
   * @throws IOException if they cannot be sent
   */
  public void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Reads the next frame.
   *
   * @return the frame
   * @throws IOException if none came in time
   */
  public Frame receive() throws IOException {
    int first;
    try {
      first = in.read();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      first = -1;
    }
    if (first < 0) {
      return new Frame(Frame.END, new byte[0]);
    }
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    Frame frame = new Frame(first & 0x0f, payload);
    if (frame.opcode() == Frame.CLOSE && !closeSent) {
      try {
        sendClose(frame.closeCode());
      } catch (IOException gone) {
        // The server did not wait.
      }
    }
    return frame;
  }

  /**
   * Whether nothing comes for a while.
   *
   * @param millis how long
   * @return false if something came
   * @throws IOException if the connection broke
   */
  public boolean silentFor(int millis) throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    try {
      in.read(); // a byte or the end
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(timeout);
    }
  }

  /** Cuts the connection. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
