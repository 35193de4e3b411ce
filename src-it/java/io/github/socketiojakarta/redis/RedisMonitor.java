package io.github.socketiojakarta.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The commands that a server executes, as its {@code MONITOR} tells them. */
final class RedisMonitor implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader lines;

  RedisMonitor(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
    lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
    if (!"+OK".equals(lines.readLine())) {
      throw new IOException("no MONITOR");
    }
  }

  /** The arguments of the next command of that name. */
  List<String> next(String command) throws IOException {
    while (true) {
      String line = lines.readLine();
      List<String> arguments = arguments(line.substring(line.indexOf(']') + 1));
      if (!arguments.isEmpty() && arguments.get(0).equals(command)) {
        return arguments;
      }
    }
  }

  /** Redis prints an argument as a C string. */
  private static List<String> arguments(String line) {
    List<String> arguments = new ArrayList<>();
    int i = line.indexOf('"');
    while (i >= 0) {
      StringBuilder argument = new StringBuilder();
      for (i++; line.charAt(i) != '"'; i++) {
        char c = line.charAt(i);
        if (c != '\\') {
          argument.append(c);
          continue;
        }
        char escaped = line.charAt(++i);
        switch (escaped) {
          case 'n' -> argument.append('\n');
          case 'r' -> argument.append('\r');
          case 't' -> argument.append('\t');
          case 'b' -> argument.append('\b');
          case 'a' -> argument.append('\u0007');
          case 'x' -> {
            argument.append((char) Integer.parseInt(line.substring(i + 1, i + 3), 16));
            i += 2;
          }
          default -> argument.append(escaped);
        }
      }
      byte[] bytes = argument.toString().getBytes(StandardCharsets.ISO_8859_1);
      arguments.add(new String(bytes, StandardCharsets.UTF_8));
      i = line.indexOf('"', i + 1);
    }
    return arguments;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
