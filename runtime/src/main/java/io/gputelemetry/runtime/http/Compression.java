package io.gputelemetry.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses answers, for clients that accept gzip, where it pays. */
final class Compression {
  /** Below this many bytes an answer fits one packet anyway. */
  static final int SMALLEST = 1_024;

  private static final Pattern REFUSED = Pattern.compile("q=0(\\.0*)?");

  private Compression() {}

  /** Whether this {@code Accept-Encoding} header accepts gzip. */
  static boolean isAccepted(String acceptEncoding) {
    return Stream.of(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
        .map(coding -> coding.strip().split("\\s*;\\s*"))
        .filter(coding -> coding[0].equals("gzip") || coding[0].equals("x-gzip"))
        .anyMatch(coding -> coding.length < 2 || !REFUSED.matcher(coding[1]).matches());
  }

  /** Whether content of this type becomes smaller. */
  static boolean pays(String mediaType) {
    return mediaType.startsWith("text/")
        || mediaType.contains("json")
        || mediaType.contains("javascript")
        || mediaType.contains("yaml")
        || mediaType.contains("xml");
  }

  /** The compressed bytes. */
  static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(512, bytes.length / 6));
    try (OutputStream gzip = stream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** Compresses what is written; a flush passes on all that was written before it. */
  static OutputStream stream(OutputStream out) throws IOException {
    return new Fast(out);
  }

  /** Level 1: pages are compressed for one reader, once. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 8_192, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
