package io.gputelemetry.app.transfer;

import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.telemetry.SampleBatch;

/** Rows on their way into one batch, bounded in rows and in the texts of its series. */
final class ImportBatch {
  static final int ROWS_MAX = 10_000;
  private static final long CHARS_MAX = 2_000_000;
  private static final int ENTRY_CHARS = 64;

  private final SampleBatch.Builder builder = new SampleBatch.Builder();
  private int series;
  private long chars;

  void add(CsvRows.Row row) {
    int index = builder.index(row.identity());
    if (index == series) {
      series++;
      chars += ENTRY_CHARS + row.identity().chars();
    }
    builder.add(index, row.sourceTimeMicros(), SampleBatch.NO_SOURCE_TIME, row.value());
  }

  boolean isFull() {
    return builder.size() >= ROWS_MAX || chars >= CHARS_MAX;
  }

  /** The batch; this one is empty afterwards. */
  SampleBatch take() {
    series = 0;
    chars = 0;
    return builder.build();
  }
}
