package io.github.socketiojakarta.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One recorded scenario: what a client said to a Node server and what it heard.
 *
 * @param id its name
 * @param server how the server was set up
 * @param json all of it
 */
public record Transcript(String id, JsonObject server, JsonObject json) {

  /**
   * Reads the scenarios of a file.
   *
   * @param file its name among the resources in {@code wire/}
   * @return the scenarios in order
   */
  public static List<Transcript> load(String file) {
    InputStream in = Transcript.class.getResourceAsStream("/wire/" + file);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).map(Transcript::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Transcript parse(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      JsonObject json = reader.readObject();
      return new Transcript(json.getString("id"), json.getJsonObject("server"), json);
    }
  }

  /**
   * The options the server was made with.
   *
   * @return as in JavaScript
   */
  public JsonObject options() {
    return server.getJsonObject("options");
  }
}
