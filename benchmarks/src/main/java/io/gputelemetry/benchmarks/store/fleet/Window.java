package io.gputelemetry.benchmarks.store.fleet;

/** Event times from, inclusive, to, exclusive, in microseconds. */
public record Window(long from, long to) {
  public static Window of(long from, long micros) {
    return new Window(from, from + micros);
  }
}
