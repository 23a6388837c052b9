package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.store.SampleStore;

/** Ingests and reports what it gave. */
record IngestReport(Report report, String name) {

  /** Appends the batches [first, end). */
  void run(SampleStore store, Written written, int writers, long first, long end) throws Exception {
    try (ProcessUse use = new ProcessUse()) {
      Ingest.Figures figures = new Ingest(store, written, writers).append(first, end);
      report(figures);
      report.figure(name, "heap after a collection, at most", use.heapMaxMegabytes(), "MB");
    }
    report.figure(name, "heap that lives at the end", ProcessUse.liveMegabytes(), "MB");
    report.figure(name, "resident at the end", ProcessUse.megabytes("VmRSS"), "MB");
    report.figure(name, "resident at most, until now", ProcessUse.megabytes("VmHWM"), "MB");
  }

  private void report(Ingest.Figures figures) {
    double millions = figures.samples / 1e6;
    double store = (figures.cpuNanos - figures.buildCpuNanos) / 1e9;
    report.count(name, "samples", figures.samples, "samples");
    report.figure(name, "rate", figures.samples / (figures.appendNanos / 1e9), "samples/s");
    report.figure(
        name,
        "rate with building in between",
        figures.samples / (figures.wallNanos / 1e9),
        "samples/s");
    report.figure(name, "processor time, store", store / millions, "s/million");
    report.figure(
        name, "processor time, building", figures.buildCpuNanos / 1e9 / millions, "s/million");
    report.durations(name, "append of a batch", figures.appends);
  }
}
