package io.gputelemetry.collector;

import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes batches, for as long as it takes: a store that is down is waited for, with backoff. */
final class StoreWriter {
  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);

  /** What became of a batch. */
  sealed interface Outcome {
    /** It is stored. */
    record Stored() implements Outcome {}

    /** The store will never take it. */
    record Rejected(String reason) implements Outcome {}

    /** The collector is stopping while the store is down; it is not known to be stored. */
    record Abandoned() implements Outcome {}
  }

  private final SampleStore store;
  private final CollectorCounters counters;
  private final Pauses pauses;
  private final BooleanSupplier stopping;
  private volatile Optional<String> problem = Optional.empty();

  StoreWriter(
      SampleStore store, CollectorCounters counters, Pauses pauses, BooleanSupplier stopping) {
    this.store = store;
    this.counters = counters;
    this.pauses = pauses;
    this.stopping = stopping;
  }

  /** Why the store does not take anything now; any thread may ask. */
  Optional<String> problem() {
    return problem;
  }

  /**
   * Stores a batch.
   *
   * @param whileWaiting called before each repetition, to keep the leases
   */
  Outcome write(SampleBatch batch, Runnable whileWaiting) {
    for (boolean down = false; ; down = true) {
      try {
        counters.written(store.append(batch));
        problem = Optional.empty();
        if (down) {
          log.info("the store is back");
          pauses.reset();
        }
        return new Outcome.Stored();
      } catch (StoreException e) {
        if (!e.retryable()) {
          problem = Optional.empty();
          return new Outcome.Rejected("the store refused it: " + e.getMessage());
        }
        counters.retries.inc();
        problem = Optional.of("the store is down: " + e.getMessage());
        if (!down) {
          log.warn("the store is down, nothing new is taken until it is back: {}", e.getMessage());
        }
      }
      if (stopping.getAsBoolean()) {
        return new Outcome.Abandoned();
      }
      pauses.pause();
      whileWaiting.run();
    }
  }
}
