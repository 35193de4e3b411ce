package io.github.socketiojakarta.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** One HTTP/1.1 request on a connection of its own, written by hand. */
public final class RawHttp implements AutoCloseable {

  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;

  private RawHttp(Socket socket) {
    this.socket = socket;
  }

  /**
   * An answer.
   *
   * @param status the status
   * @param headers by lower-case name; several of one name are joined by {@code ", "}
   * @param raw the body as it came, without the framing of chunks
   */
  public record Reply(int status, Map<String, String> headers, byte[] raw) {

    /**
     * The body, decompressed, as UTF-8.
     *
     * @return the text
     * @throws IOException if it is not compressed as it says
     */
    public String text() throws IOException {
      InputStream in = new ByteArrayInputStream(raw);
      String encoding = headers.getOrDefault("content-encoding", "identity");
      in =
          switch (encoding) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> in;
          };
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Connects to the loopback address.
   *
   * @param port the port
   * @return the connection
   * @throws IOException if nobody listens
   */
  static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /**
   * Sends a request; the answer is awaited later.
   *
   * @param port the server's port
   * @param method the method
   * @param path the raw path and query
   * @param headers beyond Host, Connection and Content-Length
   * @param body null for none
   * @return the connection
   * @throws IOException if it cannot be sent
   */
  public static RawHttp start(
      int port, String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", "127.0.0.1:" + port);
    all.put("Connection", "close");
    if (body != null) {
      all.put("Content-Length", String.valueOf(body.length));
    }
    all.putAll(headers);
    Socket socket = connect(port);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head(method, path, all));
    if (body != null) {
      request.writeBytes(body);
    }
    socket.getOutputStream().write(request.toByteArray());
    return new RawHttp(socket);
  }

  static byte[] head(String method, String path, Map<String, String> headers) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param port the server's port
   * @param method the method
   * @param path the raw path and query
   * @param headers beyond Host, Connection and Content-Length
   * @param body null for none
   * @return the answer
   * @throws IOException if there is none
   */
  public static Reply exchange(
      int port, String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    try (RawHttp request = start(port, method, path, headers, body)) {
      return request.await();
    }
  }

  /**
   * Sends more bytes.
   *
   * @param bytes the bytes
   * @throws IOException if they cannot be sent
   */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Reads the answer.
   *
   * @return the answer
   * @throws SocketException if the connection ended without one
   * @throws IOException if none came in time
   */
  public Reply await() throws IOException {
    InputStream in = socket.getInputStream();
    Reply head = readHead(in);
    byte[] body;
    if ("chunked".equals(head.headers().get("transfer-encoding"))) {
      body = readChunks(in);
    } else if (head.headers().containsKey("content-length")) {
      int length = Integer.parseInt(head.headers().get("content-length"));
      body = in.readNBytes(length);
      if (body.length < length) {
        throw new SocketException("the answer ended early");
      }
    } else {
      body = in.readAllBytes();
    }
    return new Reply(head.status(), head.headers(), body);
  }

  /**
   * Cuts the connection so that the other side is told at its next write.
   *
   * @throws IOException if it has ended
   */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads a status line and headers. */
  static Reply readHead(InputStream in) throws IOException {
    String[] status = readLine(in).split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim(),
          (a, b) -> a + ", " + b);
    }
    return new Reply(Integer.parseInt(status[1]), headers, new byte[0]);
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine(in).trim(), 16);
      body.writeBytes(in.readNBytes(size));
      readLine(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new SocketException("the connection ended");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
