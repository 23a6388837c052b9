package io.gputelemetry.streamer;

import io.gputelemetry.streamer.source.SeriesTable;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encodes ranges of rows of a file. The event time of a row is that of the grant plus one
 * microsecond for each time its series came before in the range, so it depends on nothing but the
 * file and the grant. Not thread-safe.
 */
final class RangeBatch {
  /** Below the largest frame of the queue, with room for what stands around a batch in it. */
  private static final int MAX_BYTES = 900_000;

  /** What an average range should take. */
  private static final int TARGET_BYTES = 400_000;

  /** A value that is not a short decimal number, and its place in the columns. */
  private static final int LARGEST_SAMPLE_BYTES = 24;

  private final CsvFile file;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final SampleBatch.Builder whole;
  private final SampleBatch.Builder part = new SampleBatch.Builder();
  private final int maxRows;

  /** Per key, how often its series came in the range, if {@link #seenIn} is the range. */
  private final int[] times;

  private final int[] seenIn;

  /** Per series, its index in the dictionary of a part, if {@link #indexedIn} is the range. */
  private final int[] index;

  private final int[] indexedIn;
  private int range;

  RangeBatch(CsvFile file) {
    SeriesTable series = file.series();
    this.file = file;
    this.whole = new SampleBatch.Builder(series.identities());
    this.times = new int[series.keyCount()];
    this.seenIn = new int[series.keyCount()];
    this.index = new int[series.size()];
    this.indexedIn = new int[series.size()];
    this.maxRows = maxRows(codec.encode(whole.build()).remaining());
  }

  private int maxRows(int dictionaryBytes) {
    int rowBytes = dictionaryBytes / file.series().size() + LARGEST_SAMPLE_BYTES;
    int rows = Math.clamp(TARGET_BYTES / rowBytes, 1, StreamerConfig.MAX_BATCH_ROWS);
    if (dictionaryBytes + rows * LARGEST_SAMPLE_BYTES <= MAX_BYTES) {
      return rows;
    }
    while (rows > 1 && !fitsEverywhere(rows)) {
      rows /= 2;
    }
    return rows;
  }

  /** Every range of so many rows is a part of one of those that are tried here. */
  private boolean fitsEverywhere(int rows) {
    for (long first = 0; first < file.rows(); first += rows) {
      if (encode(first, 2 * rows, 0, BatchOrigin.NONE).remaining() > MAX_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** The largest range to lease, so that its batch fits into a frame. */
  int maxRows() {
    return maxRows;
  }

  /** Rows beyond the end go on at the beginning: the file may be shorter than the sequence. */
  ByteBuffer encode(long firstRow, int count, long grantedAtMicros, BatchOrigin origin) {
    nextRange();
    boolean most = count >= file.series().size() / 2;
    SampleBatch.Builder builder = most ? whole : part;
    int row = (int) (firstRow % file.rows());
    for (int i = 0; i < count; i++) {
      int series = file.series(row);
      long eventTime = grantedAtMicros + before(file.series().key(series));
      builder.add(
          most ? series : indexInPart(series), eventTime, file.sourceTime(row), file.value(row));
      row = row + 1 == file.rows() ? 0 : row + 1;
    }
    return codec.encode(builder.build(origin));
  }

  private void nextRange() {
    range++;
    if (range == 0) {
      // After four billion ranges the marks of old ones would be taken for new.
      Arrays.fill(seenIn, 0);
      Arrays.fill(indexedIn, 0);
      range = 1;
    }
  }

  private int before(int key) {
    if (seenIn[key] != range) {
      seenIn[key] = range;
      times[key] = 0;
    }
    return times[key]++;
  }

  private int indexInPart(int series) {
    if (indexedIn[series] != range) {
      indexedIn[series] = range;
      index[series] = part.index(file.series().identities().get(series));
    }
    return index[series];
  }
}
