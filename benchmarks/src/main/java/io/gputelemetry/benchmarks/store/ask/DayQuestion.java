package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import java.util.List;
import java.util.function.Supplier;

/** Many rows, streamed: none is kept, what is compared is a sum over all of them in their order. */
final class DayQuestion implements Question {
  private final SampleStore store;
  private final ScanQuery query;
  private final Supplier<List<Row>> expected;
  private long rows;
  private long sum;

  DayQuestion(SampleStore store, ScanQuery query, Supplier<List<Row>> expected) {
    this.store = store;
    this.query = query;
    this.expected = expected;
  }

  @Override
  public void ask() {
    store.scan(query, this::take);
  }

  private boolean take(StoredSample row) {
    rows++;
    sum = sum * 31 + row.eventTimeMicros();
    sum = sum * 31 + row.sourceTimeMicros().orElse(0);
    sum = sum * 31 + Double.doubleToRawLongBits(row.value());
    sum = sum * 31 + row.identity().series().metric().hashCode();
    return true;
  }

  @Override
  public void check() {
    List<Row> all = expected.get();
    WrongAnswerException.requireEqual(query + ", rows", all.size(), rows);
    long right = 0;
    for (Row row : all) {
      right = right * 31 + row.eventTime();
      right = right * 31 + row.sourceTime();
      right = right * 31 + Double.doubleToRawLongBits(row.value());
      right = right * 31 + row.identity().series().metric().hashCode();
    }
    WrongAnswerException.requireEqual(query + ", sum over all rows", right, sum);
  }
}
