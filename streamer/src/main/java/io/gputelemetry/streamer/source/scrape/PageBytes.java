package io.gputelemetry.streamer.source.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Bytes that grow up to a bound, as they arrive: what a server announces is not believed. */
final class PageBytes {
  private static final int FIRST_BYTES = 32 << 10;
  private static final int CHUNK = 8 << 10;

  private final int max;
  private byte[] bytes;
  private int length;

  PageBytes(int max) {
    this.max = max;
    this.bytes = new byte[Math.min(max, FIRST_BYTES)];
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Appends all of it. */
  void append(ByteBuffer source) throws PageException {
    int count = source.remaining();
    reserve(count);
    source.get(bytes, length, count);
    length += count;
  }

  /** What these are the gzip form of. */
  PageBytes unpacked() throws PageException {
    PageBytes unpacked = new PageBytes(max);
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length))) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        unpacked.append(ByteBuffer.wrap(chunk, 0, count));
      }
    } catch (PageException e) {
      throw e;
    } catch (IOException e) {
      throw new PageException(
          ScrapeFailure.Reason.ENCODING, "its gzip cannot be unpacked: " + e.getMessage());
    }
    return unpacked;
  }

  private void reserve(int count) throws PageException {
    if (count > max - length) {
      throw new PageException(
          ScrapeFailure.Reason.BODY_TOO_LARGE, "its page is larger than " + max + " bytes");
    }
    if (count > bytes.length - length) {
      long doubled = Math.max(bytes.length * 2L, (long) length + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(max, doubled));
    }
  }
}
