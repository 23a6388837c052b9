package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A page of rows. */
final class ScanQuestion implements Question {
  private final SampleStore store;
  private final ScanQuery query;
  private final Supplier<List<Row>> expected;
  private final List<StoredSample> found = new ArrayList<>();

  /**
   * A question.
   *
   * @param expected the rows from the place of the cursor on; there may be more than the limit
   */
  ScanQuestion(SampleStore store, ScanQuery query, Supplier<List<Row>> expected) {
    this.store = store;
    this.query = query;
    this.expected = expected;
  }

  @Override
  public void ask() {
    store.scan(query, found::add);
  }

  @Override
  public void check() {
    List<Row> all = expected.get();
    List<Row> page = all.subList(0, Math.min(all.size(), query.limit()));
    RowCheck.require(query.toString(), page, found);
  }
}
