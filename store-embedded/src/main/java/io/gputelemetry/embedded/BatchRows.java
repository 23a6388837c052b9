package io.gputelemetry.embedded;

import io.gputelemetry.embedded.log.NumberedRows;
import io.gputelemetry.telemetry.SampleBatch;

/** The rows of a batch; once its dictionary is complete they have numbers. */
record BatchRows(SampleBatch batch, NumberedDictionary dictionary) implements NumberedRows {

  @Override
  public int size() {
    return batch.size();
  }

  @Override
  public int series(int row) {
    return dictionary.series(batch.series(row));
  }

  @Override
  public int description(int row) {
    return dictionary.description(batch.series(row));
  }

  @Override
  public long eventTime(int row) {
    return batch.eventTime(row);
  }

  @Override
  public long sourceTime(int row) {
    return batch.sourceTime(row);
  }

  @Override
  public double value(int row) {
    return batch.value(row);
  }
}
