package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.stream.LongStream;

/** Batches that come once more: nothing of them may be stored again. */
final class Repeats {
  private final SampleStore store;
  private final Written written;
  private final Report report;

  Repeats(SampleStore store, Written written, Report report) {
    this.store = store;
    this.written = written;
    this.report = report;
  }

  /** About so many samples: the newest ones, and as many from all over the time. */
  void run(long samples) {
    long there = written.batches();
    int size = written.arrivals().slice(there - 1).size();
    long batches = Math.clamp(samples / size, 1, there);
    resend("newest", LongStream.range(there - batches, there));
    resend("from all over", LongStream.range(0, batches).map(i -> i * there / batches));
  }

  private void resend(String which, LongStream batches) {
    long samples = 0;
    long nanos = 0;
    Durations appends = new Durations();
    for (long number : batches.toArray()) {
      SampleBatch batch = written.arrivals().build(number);
      long start = System.nanoTime();
      WriteReceipt receipt = store.append(batch);
      long took = System.nanoTime() - start;
      appends.add(took);
      nanos += took;
      samples += batch.size();
      WrongAnswerException.require(
          receipt.equals(new WriteReceipt(0, batch.size(), 0)),
          "batch " + number + " sent again",
          "nothing but duplicates",
          receipt);
    }
    WrongAnswerException.requireEqual(
        "samples after a repeat", written.samples(), store.stats().samples());
    report.count("repeats", which + ", all recognised", samples, "samples");
    report.figure("repeats", which, samples / (nanos / 1e9), "samples/s");
    report.durations("repeats", which + ", append", appends);
  }
}
