package io.gputelemetry.exposition.remotewrite;

import java.io.IOException;

/**
 * Reads the body of a remote write request. Time is linear in what the body decompresses to and in
 * the bytes of the labels written out, both of which are bounded; what is allocated is at most
 * three times the former, and the texts that the sink asks for.
 */
public final class RemoteWriteReader {
  private final int maxBytes;

  /**
   * A reader with a bound.
   *
   * @param maxBytes the most that a body may decompress to, and the most that its labels may take
   *     when they are written out (in 2.0 series share texts)
   */
  public RemoteWriteReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes what was read, series by series. */
  public interface Sink {
    /**
     * The series that the samples after this belong to.
     *
     * @param labels sorted, each name once, with a {@code __name__}; valid until the next series
     */
    void series(SeriesLabels labels);

    /**
     * A sample of the last series.
     *
     * @param timeMillis since the epoch
     */
    void sample(double value, long timeMillis);
  }

  /**
   * What a request held.
   *
   * @param histograms that were there; nobody reads them
   * @param exemplars that were there; nobody reads them
   * @param metadata descriptions of metrics that were there; nobody reads them
   */
  public record Contents(
      long series, long samples, long histograms, long exemplars, long metadata) {}

  /**
   * Reads a request as it was sent, compressed.
   *
   * @throws RemoteWriteFormatException if it is not one; what the sink was given is to be forgotten
   *     then
   */
  public Contents read(RemoteWriteVersion version, byte[] body, Sink sink)
      throws RemoteWriteFormatException {
    byte[] request = SnappyBlock.decompress(body, maxBytes);
    RequestReader reader = new RequestReader(version, request, maxBytes, sink);
    try {
      return reader.read();
    } catch (IOException e) {
      throw new RemoteWriteFormatException(reader.where() + ": " + e.getMessage());
    }
  }
}
