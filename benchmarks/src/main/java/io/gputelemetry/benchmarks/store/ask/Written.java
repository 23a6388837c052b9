package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Arrivals;

/** Which batches are in the store; one thread at a time says so, any may ask. */
public final class Written {
  private final Arrivals arrivals;
  private volatile long begun;
  private volatile long done;
  private volatile long samples;

  public Written(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  /** All batches below this one may be there from now on. */
  public synchronized void begin(long end) {
    begun = end;
  }

  /** All that were begun are there, with so many samples more. */
  public synchronized void finish(long more) {
    samples += more;
    done = begun;
  }

  public long samples() {
    return samples;
  }

  /** Batches that are there. */
  public long batches() {
    return done;
  }

  /** Batches that may be there. */
  public long begun() {
    return begun;
  }

  public Arrivals arrivals() {
    return arrivals;
  }
}
