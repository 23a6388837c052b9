package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Appends batches in rounds: first every writer builds its share of the round, then the clock runs
 * while all of them append. So the rate is that of the store alone; the processor time of building
 * is measured too and taken off that of the process.
 */
final class Ingest {
  private static final int ROUND_SAMPLES = 200_000;

  private final SampleStore store;
  private final Written written;
  private final int writers;

  /** Figures of all rounds. */
  static final class Figures {
    long samples;
    long batches;
    long appendNanos;
    long wallNanos;
    long cpuNanos;
    long buildCpuNanos;
    int duplicates;
    final Durations appends = new Durations();
  }

  private record Built(List<SampleBatch> batches, long cpuNanos) {}

  private record Appended(Durations durations, long samples, int duplicates) {}

  Ingest(SampleStore store, Written written, int writers) {
    this.store = store;
    this.written = written;
    this.writers = writers;
  }

  /** Appends the batches [first, end), none of which is there. */
  Figures append(long first, long end) throws Exception {
    Figures figures = new Figures();
    long cpu = ProcessUse.cpuNanos();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (long next = first; next < end; ) {
        long roundEnd = Math.min(end, next + roundBatches(next));
        written.begin(roundEnd);
        long before = figures.samples;
        round(threads, next, roundEnd, figures);
        written.finish(figures.samples - before);
        next = roundEnd;
      }
    }
    figures.wallNanos = System.nanoTime() - start;
    figures.cpuNanos = ProcessUse.cpuNanos() - cpu;
    figures.batches = end - first;
    WrongAnswerException.requireEqual("samples called repeats", 0, figures.duplicates);
    return figures;
  }

  private long roundBatches(long next) {
    int size = written.arrivals().slice(next).size();
    return (long) Math.max(1, ROUND_SAMPLES / size) * writers;
  }

  private void round(ExecutorService threads, long first, long end, Figures figures)
      throws Exception {
    List<Callable<Appended>> appends = new ArrayList<>();
    for (Built built : all(threads, builds(first, end))) {
      figures.buildCpuNanos += built.cpuNanos;
      appends.add(() -> append(built.batches));
    }
    long start = System.nanoTime();
    List<Appended> appended = all(threads, appends);
    figures.appendNanos += System.nanoTime() - start;
    for (Appended each : appended) {
      figures.samples += each.samples;
      figures.duplicates += each.duplicates;
      figures.appends.addAll(each.durations);
    }
  }

  private List<Callable<Built>> builds(long first, long end) {
    List<Callable<Built>> builds = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      long own = first + writer;
      builds.add(() -> build(own, end));
    }
    return builds;
  }

  /** Every so manyeth batch is a writer's, so that all go through time together. */
  private Built build(long first, long end) {
    long cpu = ProcessUse.threadCpuNanos();
    Arrivals arrivals = written.arrivals();
    List<SampleBatch> batches = new ArrayList<>();
    for (long batch = first; batch < end; batch += writers) {
      batches.add(arrivals.build(batch));
    }
    return new Built(batches, ProcessUse.threadCpuNanos() - cpu);
  }

  private Appended append(List<SampleBatch> batches) {
    Durations durations = new Durations();
    long samples = 0;
    int duplicates = 0;
    for (SampleBatch batch : batches) {
      long start = System.nanoTime();
      WriteReceipt receipt = store.append(batch);
      durations.add(System.nanoTime() - start);
      samples += batch.size();
      duplicates += batch.size() - receipt.stored();
    }
    return new Appended(durations, samples, duplicates);
  }

  private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks)
      throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> task : threads.invokeAll(tasks)) {
      results.add(task.get());
    }
    return results;
  }
}
