package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread that goes on writing at a steady rate, step after step, until it is closed. */
final class PacedWriter implements AutoCloseable {
  private final SampleStore store;
  private final Written written;
  private final int perSecond;
  private final Durations appends = new Durations();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closing;
  private long samples;
  private long nanos;

  private PacedWriter(SampleStore store, Written written, int perSecond) {
    this.store = store;
    this.written = written;
    this.perSecond = perSecond;
    this.thread =
        Thread.ofPlatform()
            .name("paced-writer")
            .uncaughtExceptionHandler((_, cause) -> failure.set(cause))
            .unstarted(this::run);
  }

  static PacedWriter start(SampleStore store, Written written, int perSecond) {
    PacedWriter writer = new PacedWriter(store, written, perSecond);
    writer.thread.start();
    return writer;
  }

  private void run() {
    long start = System.nanoTime();
    while (!closing) {
      long number = written.batches();
      SampleBatch batch = written.arrivals().build(number);
      awaitTurn(start + (long) (samples * 1e9 / perSecond));
      written.begin(number + 1);
      long from = System.nanoTime();
      int stored = store.append(batch).stored();
      appends.add(System.nanoTime() - from);
      WrongAnswerException.requireEqual("samples stored of a batch", batch.size(), stored);
      written.finish(stored);
      samples += stored;
      nanos = System.nanoTime() - start;
    }
  }

  private static void awaitTurn(long dueNanos) {
    long left;
    while ((left = dueNanos - System.nanoTime()) > 0) {
      LockSupport.parkNanos(left);
    }
  }

  /** Samples a second that it came to; when it is closed. */
  double achieved() {
    return samples / (nanos / 1e9);
  }

  /** How long its appends took; when it is closed. */
  Durations appends() {
    return appends;
  }

  /** Lets it finish its batch. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the writer ended", e);
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("the writer failed: " + cause.getMessage(), cause);
    }
  }
}
