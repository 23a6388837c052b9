package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows on their way into one batch. Where a batch ends depends on the rows alone, not on time, so
 * that the same file gives the same batches whenever it is sent.
 */
final class UploadBatch {
  static final int ROWS_MAX = 5_000;

  /** Of the dictionary as it is at most; with the samples it fits into a frame. */
  private static final int DICTIONARY_BYTES_MAX = 500_000;

  private static final int UTF8_BYTES_MAX = 3;
  private static final int ENTRY_BYTES = 64;

  private final BatchIds ids;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final SampleBatch.Builder builder = new SampleBatch.Builder();
  private final Map<SeriesIdentity, Integer> identities = new HashMap<>();
  private final Map<Series, Integer> times = new HashMap<>();
  private final CsvRows.Row[] rows = new CsvRows.Row[ROWS_MAX];
  private int size;
  private int most;
  private long dictionaryBytes;

  /**
   * The batches of one upload.
   *
   * @param uploadId of its key
   */
  UploadBatch(long uploadId) {
    ids = new BatchIds(uploadId);
  }

  int size() {
    return size;
  }

  /** Whether a row belongs into the next batch. */
  boolean isFullFor(CsvRows.Row row) {
    return size == ROWS_MAX
        || (size > 0
            && !identities.containsKey(row.identity())
            && dictionaryBytes + bytes(row.identity()) > DICTIONARY_BYTES_MAX);
  }

  void add(CsvRows.Row row) {
    rows[size++] = row;
    ids.row(index(row.identity()), row);
    most = Math.max(most, times.merge(row.identity().series(), 1, Integer::sum));
  }

  private int index(SeriesIdentity identity) {
    Integer known = identities.get(identity);
    if (known != null) {
      return known;
    }
    dictionaryBytes += bytes(identity);
    ids.series(identity);
    identities.put(identity, identities.size());
    return identities.size() - 1;
  }

  private static long bytes(SeriesIdentity identity) {
    return (long) identity.chars() * UTF8_BYTES_MAX + ENTRY_BYTES;
  }

  /** How many event times its rows need: as many as the row has whose series comes most often. */
  int times() {
    return most;
  }

  /** Who publishes this batch, and nothing else. To be asked once, when it has all its rows. */
  Producer producer() {
    return new Producer(ids.next(), 0, 0, 0);
  }

  /** The batch, with event times from this one on; the next one is empty. */
  Message message(long firstMicros, BatchOrigin origin) {
    times.clear();
    for (int i = 0; i < size; i++) {
      CsvRows.Row row = rows[i];
      int before = times.merge(row.identity().series(), 1, Integer::sum) - 1;
      builder.add(
          builder.index(row.identity()), firstMicros + before, row.sourceTimeMicros(), row.value());
    }
    Message message = new Message(Message.SAMPLE_BATCH, size, codec.encode(builder.build(origin)));
    clear();
    return message;
  }

  private void clear() {
    size = 0;
    most = 0;
    dictionaryBytes = 0;
    identities.clear();
    times.clear();
  }
}
