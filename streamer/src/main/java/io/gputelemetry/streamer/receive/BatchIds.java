package io.gputelemetry.streamer.receive;

import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Under which identity each batch of an upload is published. It depends on the upload's key and on
 * every row up to the end of the batch. So the broker takes a batch for a repeat exactly if the
 * same was sent before under the same key, however another file under that key begins or goes on.
 */
final class BatchIds {
  private static final int NUMBERS_BYTES = Integer.BYTES + Long.BYTES + Double.BYTES;

  private final MessageDigest digest = ProducerId.sha256();
  private final ByteBuffer numbers = ByteBuffer.allocate(NUMBERS_BYTES);

  /**
   * For one upload.
   *
   * @param uploadId of its key
   */
  BatchIds(long uploadId) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(uploadId).flip());
  }

  /** A series of the batch, before its first row. */
  void series(SeriesIdentity identity) {
    Gpu gpu = identity.gpu();
    Attribution by = identity.attribution();
    text(identity.series().toString());
    text(gpu.uuid() + ' ' + gpu.gpuId());
    text(gpu.device());
    text(gpu.modelName());
    text(gpu.hostname());
    text(by.pod());
    text(by.namespace());
    text(by.container());
    text(by.labels().text());
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  /** A row of the batch, of its n-th series. */
  void row(int series, CsvRows.Row row) {
    numbers.clear().putInt(series).putLong(row.sourceTimeMicros()).putDouble(row.value());
    digest.update(numbers.flip());
  }

  /** The batch ends here. */
  long next() {
    byte[] hash = digest.digest();
    digest.update(hash);
    return ProducerId.of(hash);
  }
}
