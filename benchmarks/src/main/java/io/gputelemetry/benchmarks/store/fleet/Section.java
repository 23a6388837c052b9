package io.gputelemetry.benchmarks.store.fleet;

/**
 * Steps that all have the same rows, cut into batches: as many whole steps as fit, or, where a step
 * is larger, parts of it.
 *
 * @param rows of each step
 * @param firstStep inclusive
 * @param endStep exclusive
 * @param most samples of a batch
 */
record Section(int rows, int firstStep, int endStep, int most) {

  private int stepsAtOnce() {
    return Math.max(1, most / rows);
  }

  private int parts() {
    return Math.ceilDiv(rows, most);
  }

  /** How many batches there are. */
  long batches() {
    return (long) Math.ceilDiv(endStep - firstStep, stepsAtOnce()) * parts();
  }

  Slice slice(long batch) {
    int from = firstStep + Math.toIntExact(batch / parts()) * stepsAtOnce();
    int row = Math.toIntExact(batch % parts()) * most;
    return new Slice(
        from, Math.min(endStep, from + stepsAtOnce()), row, Math.min(rows, row + most));
  }
}
