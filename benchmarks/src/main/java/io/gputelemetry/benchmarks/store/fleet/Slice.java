package io.gputelemetry.benchmarks.store.fleet;

/** What a batch holds: some rows of one step, or all rows of several. Ends are exclusive. */
public record Slice(int firstStep, int endStep, int firstRow, int endRow) {
  /** Samples. */
  public int size() {
    return (endStep - firstStep) * (endRow - firstRow);
  }
}
