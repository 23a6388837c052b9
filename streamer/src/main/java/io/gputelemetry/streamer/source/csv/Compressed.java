package io.gputelemetry.streamer.source.csv;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Compressed bytes, told by their first ones: gzip (RFC 1952) and Zstandard (RFC 8878). */
public enum Compressed {
  GZIP(0x1f8b, 2),
  ZSTD(0x28b52ffdL, 4);

  private static final int LONGEST_MAGIC = 4;

  /** Bytes that a decompressor may have to remember, as a power of two: 8 MiB. */
  private static final int WINDOW_LOG_MAX = 23;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final long magic;
  private final int magicBytes;

  Compressed(long magic, int magicBytes) {
    this.magic = magic;
    this.magicBytes = magicBytes;
  }

  /**
   * The bytes as they were before they were compressed; the same bytes if they were not. Several
   * gzip members or Zstandard frames behind each other are one text.
   */
  public static InputStream plain(InputStream bytes) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(bytes, BUFFER_BYTES);
    Optional<Compressed> how = of(buffered);
    if (how.isEmpty()) {
      return buffered;
    }
    return switch (how.get()) {
      case GZIP -> new GZIPInputStream(buffered, BUFFER_BYTES);
      case ZSTD -> new ZstdInputStreamNoFinalizer(buffered).setLongMax(WINDOW_LOG_MAX);
    };
  }

  /** How they are compressed; reads ahead, and goes back. */
  private static Optional<Compressed> of(InputStream bytes) throws IOException {
    bytes.mark(LONGEST_MAGIC);
    byte[] first = bytes.readNBytes(LONGEST_MAGIC);
    bytes.reset();
    return of(first);
  }

  /** How bytes that begin so are compressed; empty if they are not. */
  static Optional<Compressed> of(byte[] first) {
    for (Compressed candidate : values()) {
      if (candidate.begins(first)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private boolean begins(byte[] first) {
    if (first.length < magicBytes) {
      return false;
    }
    long begin = 0;
    for (int i = 0; i < magicBytes; i++) {
      begin = (begin << 8) | (first[i] & 0xff);
    }
    return begin == magic;
  }
}
