package io.gputelemetry.collector;

import io.gputelemetry.telemetry.SampleBatch;
import java.util.List;

/** Makes one batch of several small ones, so that the store commits once for all of them. */
final class BatchMerge {
  private final SampleBatch.Builder builder = new SampleBatch.Builder();

  /** All samples of the batches, in their order. */
  SampleBatch merge(List<SampleBatch> batches) {
    if (batches.size() == 1) {
      return batches.getFirst();
    }
    for (SampleBatch batch : batches) {
      append(batch);
    }
    return builder.build();
  }

  private void append(SampleBatch batch) {
    int[] indexes = new int[batch.dictionary().size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = builder.index(batch.dictionary().get(i));
    }
    for (int i = 0; i < batch.size(); i++) {
      builder.add(
          indexes[batch.series(i)], batch.eventTime(i), batch.sourceTime(i), batch.value(i));
    }
  }
}
