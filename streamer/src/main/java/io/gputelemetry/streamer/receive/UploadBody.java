package io.gputelemetry.streamer.receive;

import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.streamer.source.csv.Compressed;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is sent, decompressed as it is read, within bounds: a small body that becomes a huge one is
 * given up as soon as that shows.
 */
final class UploadBody {
  /** Decompressed bytes for each one that was sent. */
  static final int RATIO_MAX = 100;

  /** So much may come of anything. */
  private static final long RATIO_FREE_BYTES = 1 << 20;

  private final InputStream sent;
  private final long maxBytes;
  private final UploadProgress progress;
  private long sentBytes;
  private long plainBytes;

  UploadBody(InputStream sent, long maxBytes, UploadProgress progress) {
    this.sent = sent;
    this.maxBytes = maxBytes;
    this.progress = progress;
  }

  /** The text's bytes. */
  InputStream plain() throws IOException {
    return new Counted(Compressed.plain(new Counted(explained(), this::sent)), this::plain);
  }

  /** A body that stops, or is larger than is taken, may have left rows in the queue. */
  private InputStream explained() {
    return new FilterInputStream(sent) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        try {
          return in.read(target, offset, length);
        } catch (ProblemException e) {
          throw new ProblemException(
              e.status(), e.parameter(), e.getMessage() + progress.taken(), e.headers());
        }
      }
    };
  }

  private void sent(int count) {
    sentBytes += count;
    progress.received(count);
  }

  private void plain(int count) {
    plainBytes += count;
    if (plainBytes > maxBytes) {
      throw tooLarge(
          "the file has more than %,d bytes when it is decompressed; divide it"
              .formatted(maxBytes));
    }
    if (plainBytes > RATIO_FREE_BYTES && plainBytes / RATIO_MAX > sentBytes) {
      throw tooLarge(
          "the file becomes more than %d times as large when it is decompressed; send it plain"
              .formatted(RATIO_MAX));
    }
  }

  private ProblemException tooLarge(String why) {
    return new ProblemException(413, "body", why + progress.taken());
  }

  /** Is told how many bytes came. */
  @FunctionalInterface
  private interface Count {
    void add(int bytes);
  }

  /** Counts what passes. */
  private static final class Counted extends FilterInputStream {
    private final Count count;

    Counted(InputStream in, Count count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      if (read > 0) {
        count.add(read);
      }
      return read;
    }
  }
}
