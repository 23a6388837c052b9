package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.Options.Part;
import io.gputelemetry.benchmarks.store.ask.Questions;
import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import io.gputelemetry.benchmarks.store.fleet.Fleet;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;

/** One store that is filled with the whole day, and everything that is asked of it then. */
final class Loaded {
  private static final Asking ONE_CLIENT = new Asking(200, Duration.ZERO);
  private static final Asking BESIDE_WRITER = new Asking(200, Duration.ofSeconds(3));
  private static final int PACE = 100_000;
  private static final long REPEATS = 1_000_000;
  private static final Duration SEALING = Duration.ofSeconds(10);
  private static final Duration LATER = Duration.ofDays(1);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Options options;
  private final Report report;
  private final StoreDirectory directory;
  private final Written written;
  private final Model model;

  Loaded(Options options, Report report, StoreDirectory directory) {
    this.options = options;
    this.report = report;
    this.directory = directory;
    Fleet fleet = options.fleet();
    this.model = new Model(fleet);
    this.written = new Written(new Arrivals(fleet, options.batch()));
  }

  void run() throws Exception {
    try (StoreDirectory.Opened opened = directory.open()) {
      EmbeddedStore store = opened.store();
      String name = "ingest %d synced".formatted(options.batch());
      new IngestReport(report, name)
          .run(store, written, options.writers(), 0, written.arrivals().ofDay());
      sizes("as ingested", written.samples());
      if (options.parts().contains(Part.QUERIES)) {
        all(questions(store), "queries");
      }
      if (options.parts().contains(Part.REMOTE)) {
        try (Door door = Door.of(store)) {
          all(questions(door.client()), "queries over TCP");
        }
      }
      if (options.parts().contains(Part.PACED)) {
        paced(store);
      }
      if (options.parts().contains(Part.REPEATS)) {
        new Repeats(store, written, report).run(REPEATS);
      }
    }
    if (options.parts().contains(Part.SEALED)) {
      seal();
    }
    reopened();
  }

  /** What is asked of the store after it was closed. */
  private void reopened() throws Exception {
    long start = System.nanoTime();
    try (StoreDirectory.Opened opened = directory.open()) {
      report.figure("reopened", "open", (System.nanoTime() - start) / 1e6, "ms");
      Durations _ = new Asking(1, Duration.ZERO).measure(questions(opened.store())::stats);
      if (options.parts().contains(Part.COMPACTION)) {
        compact(opened.store(), "compacted");
        all(questions(opened.store()), "queries, compacted");
      }
      if (options.parts().contains(Part.RETENTION)) {
        new Expiry(opened.store(), directory, model, report).run();
      }
    }
    if (options.parts().contains(Part.COMPACTION)) {
      try (StoreDirectory.Opened opened = directory.open(StoreDirectory.CONFIG, LATER)) {
        compact(opened.store(), "compacted, a day later");
      }
    }
  }

  private Questions questions(SampleStore store) {
    return new Questions(store, model, written, 7);
  }

  private void all(Questions questions, String part) {
    report.durations(part, "Q1 all GPUs", ONE_CLIENT.measure(questions::list));
    report.durations(part, "Q2k page 5,000 rows deep", ONE_CLIENT.measure(questions::deepPage));
    some(questions, part, ONE_CLIENT);
    report.durations(part, "Q6 a day of a GPU, rows", ONE_CLIENT.measure(questions::dayOfRows));
    report.durations(part, "Q7 stats", ONE_CLIENT.measure(questions::stats));
  }

  /** Those that are asked beside a writer too. */
  private void some(Questions questions, String part, Asking asking) {
    report.durations(part, "Q2 100 of 300 rows, 5 min", asking.measure(questions::page));
    report.durations(part, "Q3 one metric, 5 min", asking.measure(questions::oneMetric));
    report.durations(part, "Q4 latest of all GPUs", asking.measure(questions::latest));
    report.durations(part, "Q5 24 h to 300 buckets", asking.measure(questions::dayInBuckets));
    report.durations(
        part, "Q5d dense 75 min to 300 buckets", asking.measure(questions::denseInBuckets));
  }

  private void paced(EmbeddedStore store) {
    PacedWriter writer = PacedWriter.start(store, written, PACE);
    try (writer) {
      some(questions(store), "queries, paced writer", BESIDE_WRITER);
    }
    report.figure(
        "queries, paced writer", "achieved by the writer", writer.achieved(), "samples/s");
    report.durations("queries, paced writer", "append beside the queries", writer.appends());
  }

  /** Has the head sealed, whatever is in it. */
  private void seal() throws Exception {
    SortedSet<String> before = directory.sealedFiles();
    try (StoreDirectory.Opened _ = directory.open(StoreDirectory.SEALING, Duration.ZERO)) {
      long deadline = System.nanoTime() + SEALING.toNanos();
      while (directory.sealedFiles().equals(before) && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
    }
    sizes("sealed", written.samples());
  }

  private void compact(EmbeddedStore store, String state) throws IOException {
    long cpu = ProcessUse.cpuNanos();
    long start = System.nanoTime();
    store.compact();
    report.figure(state, "compact", (System.nanoTime() - start) / 1e9, "s");
    report.figure(state, "processor time", (ProcessUse.cpuNanos() - cpu) / 1e9, "s");
    sizes(state, store.stats().samples());
  }

  private void sizes(String state, long samples) throws IOException {
    double all = 0;
    for (Map.Entry<String, Long> part : directory.bytes().entrySet()) {
      double each = part.getValue() / (double) samples;
      report.figure("size, " + state, part.getKey(), each, "bytes/sample");
      all += each;
    }
    report.figure("size, " + state, "all", all, "bytes/sample");
    report.count("size, " + state, "sealed files", directory.sealedFiles().size(), "files");
  }
}
