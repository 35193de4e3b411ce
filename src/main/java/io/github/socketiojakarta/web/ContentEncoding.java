package io.github.socketiojakarta.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The compressions of an HTTP answer. */
enum ContentEncoding {
  GZIP("gzip") {
    @Override
    OutputStream wrap(OutputStream out) throws IOException {
      return new GZIPOutputStream(out);
    }
  },
  DEFLATE("deflate") {
    @Override
    OutputStream wrap(OutputStream out) {
      return new DeflaterOutputStream(out);
    }
  };

  private final String token;

  ContentEncoding(String token) {
    this.token = token;
  }

  /** The name in Content-Encoding. */
  String token() {
    return token;
  }

  abstract OutputStream wrap(OutputStream out) throws IOException;

  byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (OutputStream compressing = wrap(out)) {
      compressing.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The compression a client likes best: the highest quality, then what it named first.
   *
   * @param acceptEncoding the header, null if there was none
   */
  static Optional<ContentEncoding> choose(String acceptEncoding) {
    ContentEncoding best = null;
    double bestQuality = 0;
    if (acceptEncoding == null) {
      return Optional.empty();
    }
    String[] offers = acceptEncoding.split(",");
    for (String offer : offers) {
      String[] parts = offer.split(";");
      double quality = quality(parts);
      ContentEncoding encoding = named(parts[0].trim(), offers);
      if (encoding != null && quality > bestQuality) {
        best = encoding;
        bestQuality = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  private static ContentEncoding named(String name, String[] offers) {
    for (ContentEncoding encoding : values()) {
      boolean any = name.equals("*") && !isNamed(encoding, offers);
      if (any || name.equalsIgnoreCase(encoding.token)) {
        return encoding;
      }
    }
    return null;
  }

  private static boolean isNamed(ContentEncoding encoding, String[] offers) {
    for (String offer : offers) {
      if (offer.split(";")[0].trim().equalsIgnoreCase(encoding.token)) {
        return true;
      }
    }
    return false;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).trim());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
